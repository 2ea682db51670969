import { expect, test } from "vitest";
import type { MethodId, MethodRun } from "./method.ts";
import { methodTable, SORT_COLUMNS, sortedRows } from "./method-table.ts";

const LABELS = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1];

/** A run of which the first `right` of ten test predictions are right. */
function run(
  method: MethodId,
  runSeed: number,
  right: number,
  change: Partial<MethodRun> = {},
): MethodRun {
  return {
    method,
    runSeed,
    tuned: {},
    trials: 1,
    validationAccuracy: right / 20,
    validationPredictions: [],
    testPredictions: LABELS.map((label, i) => (i < right ? label : 9)),
    parameters: 100,
    bytes: 1600,
    seconds: 1,
    ...change,
  };
}

const runs = [
  run("ga-net-transductive", 1, 9),
  run("ga-net-transductive", 2, 9),
  run("ridge", 1, 7, { seconds: 2 }),
  run("ridge", 2, 8, { seconds: 4 }),
  run("linear-probe", 2, 6),
  run("linear-probe", 1, 6),
  run("softmax-adam", 2, 5),
];

test("a row holds means and sample deviations over seeds, and the paired difference to the linear probe", () => {
  const table = methodTable(runs, [1, 2], LABELS);
  const ridge = table.inductive.find(({ method }) => method === "ridge")!;
  expect(ridge.test!.mean).toBeCloseTo(0.75, 12);
  expect(ridge.test!.sd).toBeCloseTo(Math.sqrt(0.005), 12);
  expect(ridge.validation.mean).toBeCloseTo(0.375, 12);
  // 0.1 and 0.2 above the probe's 0.6
  expect(ridge.difference!.mean).toBeCloseTo(0.15, 12);
  expect(ridge.difference!.sd).toBeCloseTo(Math.sqrt(0.005), 12);
  expect(ridge.seconds).toBe(3);
  expect(ridge.runs.map(({ runSeed }) => runSeed)).toEqual([1, 2]);
  expect(table.inductive.find(({ method }) => method === "linear-probe")!.difference).toBeNull();
});

test("scopes are groups of their own, each in the order of the facts", () => {
  const table = methodTable(runs, [1, 2], LABELS);
  expect(table.inductive.map(({ method }) => method)).toEqual([
    "linear-probe",
    "ridge",
    "softmax-adam",
  ]);
  expect(table.transductive.map(({ method }) => method)).toEqual(["ga-net-transductive"]);
});

test("a method with a missing seed says which, and is not paired with the probe", () => {
  const [, , softmax] = methodTable(runs, [1, 2], LABELS).inductive;
  expect(softmax).toMatchObject({ method: "softmax-adam", missingSeeds: [1], difference: null });
  expect(softmax!.test).toEqual({ mean: 0.5, sd: null });
  const [probe] = methodTable(runs, [1, 2], LABELS).inductive;
  expect(probe!.missingSeeds).toEqual([]);
});

test("before the reveal there is no test figure, and labels of another length are refused", () => {
  for (const row of methodTable(runs, [1, 2], null).inductive) {
    expect([row.test, row.difference]).toEqual([null, null]);
  }
  expect(() => methodTable(runs, [1, 2], [0, 1])).toThrow(RangeError);
});

test("runs of seeds that were not asked for count nowhere, and of two runs of a seed the later counts", () => {
  const more = [...runs, run("ridge", 3, 0), run("ridge", 1, 10)];
  const ridge = methodTable(more, [1, 2], LABELS).inductive.find(
    ({ method }) => method === "ridge",
  )!;
  expect(ridge.test!.mean).toBeCloseTo(0.9, 12);
});

test("rows sort by any column, those without a value last either way", () => {
  const { inductive } = methodTable(runs, [1, 2], LABELS);
  const order = (...sort: Parameters<typeof sortedRows>) =>
    sortedRows(...sort).map(({ method }) => method);
  expect(order(inductive, "test", "descending")).toEqual(["ridge", "linear-probe", "softmax-adam"]);
  expect(order(inductive, "seconds", "descending")[0]).toBe("ridge");
  for (const direction of ["ascending", "descending"] as const) {
    expect(order(inductive, "difference", direction)[0]).toBe("ridge");
  }
  expect(order(inductive, "method", "descending")).toEqual([
    "softmax-adam",
    "ridge",
    "linear-probe",
  ]);
  for (const column of SORT_COLUMNS) {
    expect(order(inductive, column, "ascending").toSorted()).toEqual(
      order(inductive, "method", "ascending").toSorted(),
    );
  }
});
