import { describe, expect, it } from "vitest";
import type { LinearProbePoint, RunPoint } from "../artifacts.ts";
import { accuracy, accuracyCurve, testResult } from "./accuracy-curve.ts";

function run(runSeed: number, threshold: number, validation: number, test: number[]): RunPoint {
  return {
    runSeed,
    threshold,
    statistics: {
      threshold,
      edges: 1,
      meanDegree: 2 * runSeed,
      isolated: 0.5,
      homophily: threshold > 1 ? null : 0.25 * runSeed,
      adjustedHomophily: null,
      components: null,
      exact: true,
    },
    keptEpoch: 1,
    validationAccuracy: validation,
    validationLoss: 1,
    validationPredictions: [],
    testPredictions: test,
    trainLosses: [],
    seconds: 1,
  };
}

const probe = (runSeed: number, validation: number, test: number[]): LinearProbePoint => ({
  runSeed,
  log10InverseStrength: 0,
  validationAccuracy: validation,
  testPredictions: test,
});

// Labels 0 1 0 1. Seed 1 chooses .5 (.9 > .7), seed 2 ties at .6 and takes the larger τ, 1.01.
const LABELS = [0, 1, 0, 1];
const POINTS = [
  run(1, 0.5, 0.9, [0, 1, 1, 0]), // test 2/4
  run(2, 0.5, 0.6, [0, 1, 0, 1]), // 4/4
  run(1, 1.01, 0.7, [0, 1, 0, 0]), // 3/4
  run(2, 1.01, 0.6, [0, 0, 0, 1]), // 3/4
  run(1, 0.2, 0.99, [0, 1, 0, 1]), // seed 2 is missing here, so .2 is no candidate
];

describe("accuracy curve", () => {
  it("averages over seeds and leaves incomplete thresholds apart", () => {
    const curve = accuracyCurve(POINTS, [], [1, 2]);
    expect(curve.points.map(({ threshold }) => threshold)).toEqual([0.5, 1.01]);
    // Sample sd of .9 and .6: |.9 - .6| / sqrt 2.
    expect(curve.points[0]!.validation.mean).toBeCloseTo(0.75, 12);
    expect(curve.points[0]!.validation.sd).toBeCloseTo(0.3 / Math.SQRT2, 12);
    expect(curve.points[0]!.meanDegree).toBe(3);
    expect(curve.points[0]!.homophily).toBeCloseTo(0.375, 12);
    expect(curve.points[1]!.homophily).toBeNull();
    expect(curve.partial).toEqual([{ threshold: 0.2, validation: 0.99 }]);
    expect(curve.bottleneckAdapter!.mean).toBeCloseTo(0.65, 12);
    expect(curve.linearProbe).toBeNull();
  });

  it("lets each seed choose on validation, ties to the larger threshold", () => {
    const { best } = accuracyCurve(POINTS, [], [1, 2]);
    expect(best!.thresholds).toEqual([0.5, 1.01]);
    expect(best!.displayThreshold).toBe(0.5);
    expect(best!.validation.mean).toBeCloseTo(0.75, 12);
  });

  it("takes the bottleneck adapter from above every cosine, not from the largest threshold below 1", () => {
    // At .995 near-duplicates are still joined.
    const points = [run(1, 0.995, 0.9, [0, 1, 0, 1]), run(1, 1.01, 0.7, [0, 1, 0, 0])];
    expect(accuracyCurve(points, [], [1]).bottleneckAdapter!.mean).toBe(0.7);
    expect(testResult(points, [], [1], LABELS)!.bottleneckAdapter!.mean).toBe(0.75);
    expect(accuracyCurve(points.slice(0, 1), [], [1]).bottleneckAdapter).toBeNull();
  });

  it("does not depend on the order in which the runs ended", () => {
    const reversed = POINTS.toReversed();
    expect(accuracyCurve(reversed, [], [1, 2])).toEqual(accuracyCurve(POINTS, [], [1, 2]));
    const probes = [probe(1, 0.8, [0, 1, 0, 1]), probe(2, 0.8, [1, 1, 0, 1])];
    expect(testResult(reversed, probes.toReversed(), [1, 2], LABELS)).toEqual(
      testResult(POINTS, probes, [1, 2], LABELS),
    );
  });

  it("has no mean homophily where one seed has no edge to count", () => {
    const joined = run(1, 0.5, 0.9, LABELS);
    const apart = run(2, 0.5, 0.6, LABELS);
    const points = [joined, { ...apart, statistics: { ...apart.statistics, homophily: null } }];
    expect(accuracyCurve(points, [], [1, 2]).points[0]!.homophily).toBeNull();
    expect(accuracyCurve(points, [], [1]).points[0]!.homophily).toBe(0.25);
  });

  it("displays the threshold of the best mean, not the choice of the first seed", () => {
    // Means .7 and .75; seed 1 alone would choose .5 (.9 > .6).
    const points = [
      run(1, 0.5, 0.9, LABELS),
      run(2, 0.5, 0.5, LABELS),
      run(1, 0.8, 0.6, LABELS),
      run(2, 0.8, 0.9, LABELS),
    ];
    const { best } = accuracyCurve(points, [], [1, 2]);
    expect(best!.thresholds).toEqual([0.5, 0.8]);
    expect(best!.displayThreshold).toBe(0.8);
  });

  it("gives one seed no standard deviation", () => {
    expect(accuracyCurve(POINTS, [], [1]).points[0]!.validation.sd).toBeNull();
  });

  it("scores test at each seed's own choice and names the optimism of choosing on test", () => {
    const probes = [probe(1, 0.8, [0, 1, 0, 1]), probe(2, 0.8, [1, 1, 0, 1])];
    const result = testResult(POINTS, probes, [1, 2], LABELS)!;
    expect(result.atBest.mean).toBeCloseTo((0.5 + 0.75) / 2, 12);
    expect(result.oracle.mean).toBeCloseTo((0.75 + 1) / 2, 12);
    expect(result.optimism).toBeCloseTo(0.25, 12);
    expect(result.linearProbe!.mean).toBeCloseTo((1 + 0.75) / 2, 12);
    expect(result.differenceToLinearProbe!.mean).toBeCloseTo((-0.5 + 0) / 2, 12);
    expect(result.bottleneckAdapter!.mean).toBeCloseTo(0.75, 12);
  });

  it("has no test result before a threshold has all its seeds", () => {
    expect(testResult(POINTS.slice(0, 1), [], [1, 2], LABELS)).toBeNull();
  });

  it("refuses predictions that do not fit the labels", () => {
    expect(accuracy([0, 1, 1], [0, 1, 0])).toBeCloseTo(2 / 3, 12);
    expect(() => accuracy([0], [0, 1])).toThrow(RangeError);
  });
});
