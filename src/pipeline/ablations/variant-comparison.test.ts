import { expect, test } from "vitest";
import type { VariantId, VariantRun } from "./ablation.ts";
import { compareVariants, pairedDifference } from "./variant-comparison.ts";

function run(
  variant: VariantId,
  runSeed: number,
  validationAccuracy: number,
  ...testPredictions: readonly number[][]
): VariantRun {
  return {
    variant,
    runSeed,
    threshold: null,
    curve: [],
    validationAccuracy,
    testPredictions,
    parameters: 0,
    seconds: 0,
    remarks: [],
  };
}

test("differences are taken seed by seed, whatever order the runs come in", () => {
  const [reference, variant] = compareVariants(
    [
      run("reference", 2, 0.9),
      run("reference", 1, 0.6),
      run("no-text", 1, 0.5),
      run("no-text", 2, 0.7),
      run("no-text", 3, 0.1),
    ],
    null,
  );
  expect(reference!.validation.difference).toBeNull();
  expect(reference!.runSeeds).toEqual([1, 2]);
  const { difference, accuracy } = variant!.validation;
  expect(accuracy.mean).toBeCloseTo(1.3 / 3, 12);
  // -0.1 and -0.2; seed 3 has no reference.
  expect(difference!.seeds).toBe(2);
  expect(difference!.mean).toBeCloseTo(-0.15, 12);
  expect(difference!.sd).toBeCloseTo(0.1 / Math.SQRT2, 12);
  // t of one degree of freedom is 12.706, sd / √2 = 0.05.
  expect(difference!.interval![0]).toBeCloseTo(-0.15 - 12.7062 * 0.05, 5);
  expect(difference!.interval![1]).toBeCloseTo(-0.15 + 12.7062 * 0.05, 5);
});

test("the interval of five differences uses t of four degrees of freedom; one seed has none", () => {
  const { mean, sd, interval } = pairedDifference([1, 2, 3, 4, 5]);
  expect([mean, sd]).toEqual([3, Math.sqrt(2.5)]);
  expect(interval![1] - 3).toBeCloseTo((2.776445 * Math.sqrt(2.5)) / Math.sqrt(5), 5);
  expect(pairedDifference([0.2])).toEqual({ mean: 0.2, sd: null, interval: null, seeds: 1 });
});

test("test accuracy is null until labels are passed, and several draws count with their mean", () => {
  const runs = [
    run("reference", 1, 0.5, [0, 1, 1, 1]),
    run("random-graph", 1, 0.5, [0, 1, 0, 0], [0, 0, 0, 0]),
  ];
  expect(compareVariants(runs, null).map(({ test: scored }) => scored)).toEqual([null, null]);
  const [reference, random] = compareVariants(runs, [0, 1, 0, 1]);
  expect(reference!.test!.accuracy.mean).toBe(0.75);
  // 3/4 and 2/4
  expect(random!.test!.accuracy.mean).toBe(0.625);
  expect(random!.test!.difference!.mean).toBe(-0.125);
});

test("without a run of the reference there is no difference", () => {
  const [only] = compareVariants([run("no-graph", 1, 0.4, [1])], [1]);
  expect(only!.validation.difference).toBeNull();
  expect(only!.test!.accuracy.mean).toBe(1);
});
