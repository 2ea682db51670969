import { expect, test } from "vitest";
import { csrProduct } from "../../numeric/csr-product.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { createSeedRun, type SeedRun, type SweepProblem } from "./seed-run.ts";

/** Unit rows in the plane; the second node of the run is example 3. */
const angles = [0, 0.3, 2, 0.7];
const problem: SweepProblem = {
  features: {
    rows: 4,
    dimension: 2,
    values: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    zeroImageRows: 0,
    zeroTextRows: 0,
  },
  featureScale: 10,
  pairBudget: 100,
  runs: [
    {
      runSeed: 4,
      scope: "inductive",
      classCount: 2,
      example: Int32Array.of(0, 3, 1, 2),
      part: Uint8Array.of(0, 0, 1, 2),
      label: Int32Array.of(0, 1, 1, -1),
    },
  ],
  adapter: { bottleneckDimension: 2, residual: true, activation: "relu" },
  training: { shots: 1, runSeeds: [4], epochs: 1, learningRate: 1e-3, ewcLambda: 0 },
};

function seedRun(runSeed: number): SeedRun {
  const making = createSeedRun(problem, runSeed, referenceKernels);
  let step = making.next();
  while (step.done !== true) step = making.next();
  return step.value;
}

test("holds the parts, their labels, and the scaled features of its nodes", () => {
  const run = seedRun(4);
  expect([...run.train.rows, ...run.train.labels]).toEqual([0, 1, 0, 1]);
  expect([...run.validation.rows, ...run.validation.labels]).toEqual([2, 1]);
  expect([...run.testRows]).toEqual([3]);
  const [x, y] = run.features(Int32Array.of(1));
  expect([x, y]).toEqual(
    [10 * Math.fround(Math.cos(0.7)), 10 * Math.fround(Math.sin(0.7))].map(Math.fround),
  );
  run.dispose();
});

test("aggregates Â X and the row sums Â 1 of the asked rows, which need not be 1", () => {
  const run = seedRun(4);
  // cos 0.7 = 0.76 joins the training nodes, cos 0.3 and cos 0.4 join both with the validation node.
  const graph = run.graph(0.75);
  expect(graph.statistics).toMatchObject({ edges: 3, meanDegree: 1, exact: true });
  const rows = Int32Array.of(2, 0);
  const { aggregated, ones } = graph.aggregated(rows);
  const all = run.features(Int32Array.of(0, 1, 2, 3));
  csrProduct(graph.adjacency!, all, 2, rows).forEach((value, i) => {
    expect(aggregated[i]).toBeCloseTo(value, 5);
  });
  // The validation node receives from two nodes of degree 2: 1/3 + 2 / √6.
  expect(ones[0]).toBeCloseTo(1 / 3 + 2 / Math.sqrt(6), 6);
  expect(ones[1]).toBeCloseTo(1, 6);
  run.dispose();
});

test("refuses a seed that the problem does not hold", () => {
  expect(() => seedRun(5)).toThrow(RangeError);
});
