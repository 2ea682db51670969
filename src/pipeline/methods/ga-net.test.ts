import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { Progress, RunPoint } from "../artifacts.ts";
import { accuracyCurve, accuracy } from "../evaluation/accuracy-curve.ts";
import { simdRunEngine } from "../evaluation/simd-engine.ts";
import { createThresholdTrainer } from "../evaluation/train-at-threshold.ts";
import { thresholdGrid } from "../graph/threshold-grid.ts";
import { openCpuBackend } from "../tensor.ts";
import { atOnce } from "../with-progress.ts";
import { bottleneckAdapter, gaNet, gaNetSeparate } from "./ga-net.ts";
import { methodProblem } from "./method-problem.ts";
import { TRIAL_BUDGET, type Method, type MethodProblem, type MethodRun } from "./method.ts";
import { smallStudy } from "./small-study.ts";
import { nodesInScope, studyFeatures } from "./study-problem.ts";
import { chosenPoint } from "./threshold-sweep.ts";
import { TUNED_METHODS, tunedProblem } from "./tuned-methods.ts";

const module = new WebAssembly.Module(
  new Uint8Array(readFileSync(new URL("../../numeric/simd/simd.wasm", import.meta.url))),
);
let opened = 0;
const tools = {
  kernels: referenceKernels,
  openEngine: simdRunEngine(module),
  clock: () => 0,
  openTensorFlow: async () => {
    opened++;
    await openCpuBackend();
  },
};

const { study, testLabels } = smallStudy();
const features = studyFeatures(study);
const problem = methodProblem(study, features, 1);

async function finish(run: AsyncGenerator<Progress, MethodRun>): Promise<MethodRun> {
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  return step.value;
}
const runOf = (method: Method, own: MethodProblem = problem): Promise<MethodRun> =>
  finish(method.run(own, tools));

/** The sweep as the page makes it, point by point, and its own choice. */
async function pageSweep(scope: "inductive" | "transductive"): Promise<readonly RunPoint[]> {
  const runs = study.runs.map((run) => nodesInScope(run, scope));
  const grid = atOnce(
    thresholdGrid(referenceKernels, features, study.pools, runs, scope, TRIAL_BUDGET, 1e6),
  );
  const trainer = createThresholdTrainer(problem.graph[scope], tools);
  const points: RunPoint[] = [];
  for (const threshold of grid) {
    const training = trainer.trainRuns([1], threshold);
    let step = await training.next();
    while (step.done !== true) step = await training.next();
    points.push(step.value[0]!);
  }
  trainer.dispose();
  return points;
}

beforeAll(openCpuBackend);

describe.each(["inductive", "transductive"] as const)("GA-Net, %s", (scope) => {
  test("chooses the threshold that the page's sweep chooses, and predicts as it does", async () => {
    const points = await pageSweep(scope);
    const run = await runOf(gaNet(scope));
    const [threshold] = accuracyCurve(points, [], [1]).best!.thresholds;
    expect(run.tuned).toEqual({ τ: threshold });
    const point = points.find((candidate) => candidate.threshold === threshold)!;
    expect(run.testPredictions).toEqual(point.testPredictions);
    expect(run.validationPredictions).toEqual(point.validationPredictions);
    expect(run.validationAccuracy).toBe(point.validationAccuracy);
    expect(run.trials).toBe(points.length);
    expect(run.trials).toBeLessThanOrEqual(TRIAL_BUDGET);
    // D 28, R 6, C 6: (168 + 6) + (36 + 6) + (168 + 28) + (168 + 6)
    expect([run.parameters, run.bytes]).toEqual([586, 16 * 586]);
    expect(accuracy(run.testPredictions, testLabels)).toBeGreaterThan(0.4);
  });

  test("the bottleneck adapter is its right end", async () => {
    const right = (await pageSweep(scope)).at(-1)!;
    const run = await runOf(bottleneckAdapter);
    expect(right.threshold).toBe(1.01);
    expect(right.statistics.edges).toBe(0);
    expect(run.testPredictions).toEqual(right.testPredictions);
    expect(run.validationAccuracy).toBe(right.validationAccuracy);
    expect([run.trials, run.tuned]).toEqual([1, {}]);
  });
});

test("separate nodes start TensorFlow.js, and choose among a grid of their own", async () => {
  const before = opened;
  const run = await runOf(gaNetSeparate("inductive", 4));
  expect(opened).toBe(before + 1);
  expect(run).toMatchObject({ method: "ga-net-separate-inductive", trials: 4, parameters: 586 });
  expect(accuracy(run.testPredictions, testLabels)).toBeGreaterThan(0.4);
});

test("separate nodes refuse a study without text features", async () => {
  const { text } = study.embeddings;
  const none = { ...text, values: new Float32Array(text.values.length) };
  const without = { ...study, embeddings: { ...study.embeddings, text: none } };
  const own = methodProblem(without, studyFeatures(without), 1);
  await expect(runOf(gaNetSeparate("transductive", 2), own)).rejects.toThrow(/text features/);
});

test("of equally accurate thresholds the larger is chosen, whatever the order", () => {
  const point = (threshold: number, validationAccuracy: number): RunPoint => ({
    runSeed: 1,
    threshold,
    statistics: {
      threshold,
      edges: 0,
      meanDegree: 0,
      isolated: 1,
      homophily: null,
      adjustedHomophily: null,
      components: 1,
      exact: true,
    },
    keptEpoch: 1,
    validationAccuracy,
    validationLoss: threshold,
    validationPredictions: [],
    testPredictions: [],
    trainLosses: [],
    seconds: 0,
  });
  const points = [point(0.1, 0.8), point(0.7, 0.9), point(0.4, 0.9), point(0.9, 0.5)];
  expect(chosenPoint(points).threshold).toBe(0.7);
  expect(chosenPoint(points.toReversed()).threshold).toBe(0.7);
});

describe("the tuned protocol", () => {
  test("changes scale and learning rate of features and graph alike, and nothing else", () => {
    const tuned = tunedProblem(problem, { scale: 1, learningRate: 1e-3 });
    const sum = (values: Float32Array): number => values.reduce((total, x) => total + x * x, 0);
    expect(sum(tuned.features.test)).toBeCloseTo(sum(problem.features.test) / 100, 4);
    expect(tuned.graph.inductive.featureScale).toBe(1);
    expect(tuned.graph.transductive.training.learningRate).toBe(1e-3);
    expect(tuned.graph.inductive.training.epochs).toBe(15);
    expect([...tuned.graph.inductive.features.values]).toEqual([...features.values]);
  });

  test("keeps the best of the four settings on validation, the fixed ones on a tie", async () => {
    const tuned = TUNED_METHODS.find(({ id }) => id === "bottleneck-adapter")!;
    const run = await runOf(tuned);
    const accuracies: { readonly settings: object; readonly run: MethodRun }[] = [];
    for (const scale of [10, 1]) {
      for (const learningRate of [1e-3, 1e-2]) {
        const own = tunedProblem(problem, { scale, learningRate });
        accuracies.push({
          settings: { s: scale, "learning rate": learningRate },
          run: await runOf(bottleneckAdapter, own),
        });
      }
    }
    const best = Math.max(...accuracies.map((trial) => trial.run.validationAccuracy));
    const first = accuracies.find((trial) => trial.run.validationAccuracy === best)!;
    expect(run.tuned).toEqual(first.settings);
    expect(run.testPredictions).toEqual(first.run.testPredictions);
    expect(run.trials).toBe(4);
    // Otherwise the test would not tell the settings apart.
    expect(new Set(accuracies.map((trial) => trial.run.validationAccuracy)).size).toBeGreaterThan(
      1,
    );
  });

  test("gives a sweep the settings that its right end chose, within the budget", async () => {
    const tuned = TUNED_METHODS.find(({ id }) => id === "ga-net-inductive")!;
    const right = await runOf(TUNED_METHODS.find(({ id }) => id === "bottleneck-adapter")!);
    const run = await runOf(tuned);
    expect(run.tuned).toMatchObject(right.tuned);
    expect(Object.keys(run.tuned)).toEqual(["s", "learning rate", "τ"]);
    expect(run.trials).toBeLessThanOrEqual(TRIAL_BUDGET);
    expect(run.trials).toBeGreaterThan(15);
  });
});
