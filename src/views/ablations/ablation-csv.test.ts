import Papa from "papaparse";
import { expect, test } from "vitest";
import type { VariantRun } from "../../pipeline/ablations/ablation.ts";
import { compareVariants } from "../../pipeline/ablations/variant-comparison.ts";
import { ablationCsv } from "./ablation-csv.ts";

function run(variant: VariantRun["variant"], runSeed: number, right: number): VariantRun {
  return {
    variant,
    runSeed,
    threshold: variant === "no-graph" ? null : runSeed / 10,
    curve: [],
    validationAccuracy: right,
    testPredictions: [[0, 0]],
    parameters: 5,
    seconds: 2,
    remarks: [],
  };
}

const RUNS = [
  run("reference", 2, 0.5),
  run("reference", 1, 0.7),
  run("no-graph", 1, 0.6),
  run("no-graph", 2, 0.6),
];

function table(testLabels: readonly number[] | null): Record<string, string>[] {
  const text = ablationCsv(compareVariants(RUNS, testLabels), RUNS, "=pets, seeds 1, 2");
  return Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
}

test("differences are paired by seed and thresholds stand in the order of the seeds", () => {
  const [reference, noGraph] = table(null);
  expect(reference?.["thresholds"]).toBe("0.1 0.2");
  // 0.6 - 0.7 and 0.6 - 0.5: no difference in the mean.
  expect(Number(noGraph?.["validation_difference"])).toBeCloseTo(0);
  expect(Number(noGraph?.["validation_difference_sd"])).toBeCloseTo(Math.SQRT2 / 10);
  expect(noGraph?.["seconds"]).toBe("4");
});

test("test columns are empty while covered", () => {
  expect(table(null)[1]?.["test_mean"]).toBe("");
  expect(table([0, 1])[1]?.["test_mean"]).toBe("0.5");
});

test("a data set's name cannot become a formula", () => {
  expect(table(null)[0]?.["conditions"]).toBe("'=pets, seeds 1, 2");
});
