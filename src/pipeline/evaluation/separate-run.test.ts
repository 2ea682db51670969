import { beforeAll, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { createGraphAdapter } from "../adapter/graph-adapter.ts";
import {
  flat,
  float32Parameters,
  randomProblem,
  referenceForward,
} from "../adapter/reference-adapter.ts";
import type { Embeddings, RunNodes, RunPoint, SweepSettings } from "../artifacts.ts";
import { ConstantMatrix, memory, openCpuBackend } from "../tensor.ts";
import { createSeparateTrainer, separateProblem, type SeparateProblem } from "./separate-run.ts";
import { syntheticFeatures } from "./synthetic-features.ts";
import { tensorRunEngine } from "./tensor-engine.ts";
import { createThresholdTrainer, type ThresholdTrainer } from "./train-at-threshold.ts";

beforeAll(openCpuBackend);

const { features, labels, counts } = syntheticFeatures(5, {
  classCount: 6,
  dimension: 12,
  noise: 1,
  perClass: { train: 4, validation: 3, test: 6 },
});

/** The two halves of the synthetic rows, as an encoder would give them: of any length. */
function embeddings(): Embeddings {
  const half = (modality: 0 | 1) => ({
    rows: features.rows,
    dimension: 12,
    values: Float32Array.from(
      { length: features.rows * 12 },
      (_, i) => 3 * features.values[Math.floor(i / 12) * 24 + modality * 12 + (i % 12)]!,
    ),
  });
  const encoder = (id: string) => ({ id, name: id, licence: "", dimension: 12 });
  return {
    imageEncoder: encoder("image"),
    textEncoder: encoder("text"),
    image: half(0),
    text: half(1),
  };
}

const labelled = counts.train + counts.validation;
const nodes: RunNodes = {
  runSeed: 1,
  scope: "inductive",
  classCount: 6,
  example: Int32Array.from(labels.keys()),
  part: Uint8Array.from(labels, (_, row) => (row < counts.train ? 0 : row < labelled ? 1 : 2)),
  label: labels.map((label, row) => (row < labelled ? label : -1)),
};

function problem(modalityWeight: number, run = nodes): SeparateProblem {
  const settings: SweepSettings = {
    splitSeed: 1,
    features: { modalityWeight, center: false, scale: 10 },
    scope: run.scope,
    adapter: { bottleneckDimension: 5, residual: true, activation: "relu" },
    training: { shots: 4, runSeeds: [1], epochs: 25, learningRate: 1e-2, ewcLambda: 0 },
    thresholdCount: 5,
    pairBudget: 1e6,
  };
  return separateProblem(embeddings(), [], settings, [run]);
}

const tools = { kernels: referenceKernels, clock: () => 0 };

async function pointOf(trainer: ThresholdTrainer, threshold: number): Promise<RunPoint> {
  const run = trainer.trainRuns([1], threshold);
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  trainer.dispose();
  return step.value[0]!;
}

test.each([0.5, 0.2])(
  "no edge but the own cross edges is the bottleneck adapter on the samples' mean rows (w = %s)",
  async (w) => {
    const separate = problem(w);
    const point = await pointOf(createSeparateTrainer(separate, tools), 1.01);
    const bottleneck = await pointOf(
      createThresholdTrainer(separate.means, { ...tools, openEngine: tensorRunEngine }),
      1.01,
    );
    point.trainLosses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(bottleneck.trainLosses[i]!, 4);
    });
    expect(point.testPredictions).toEqual(bottleneck.testPredictions);
    expect(separate.means.featureScale).toBeCloseTo(10 / Math.sqrt(2), 12);
  },
);

test("learns with edges, whose graph it reports, and leaves no tensor", async () => {
  const before = memory().numTensors;
  const point = await pointOf(createSeparateTrainer(problem(0.5), tools), 0.4);
  expect(memory().numTensors).toBe(before);
  expect(point.statistics.edges).toBeGreaterThan(0);
  const right = point.testPredictions.filter((label, i) => label === labels[labelled + i]).length;
  // Chance is 1/6.
  expect(right / point.testPredictions.length).toBeGreaterThan(0.4);
});

test("a graph of the same edges is not trained again", async () => {
  const trainer = createSeparateTrainer(problem(0.5), tools);
  const reports: unknown[] = [];
  const points: RunPoint[] = [];
  for (const threshold of [1.2, 1.01]) {
    const run = trainer.trainRuns([1], threshold);
    let step = await run.next();
    for (; step.done !== true; step = await run.next()) {
      if (threshold === 1.01) reports.push(step.value);
    }
    points.push(step.value[0]!);
  }
  trainer.dispose();
  expect(reports.some((report) => "epoch" in (report as object))).toBe(false);
  expect(points[1]!.testPredictions).toEqual(points[0]!.testPredictions);
  expect(points[1]!.threshold).toBe(1.01);
});

test("the logits of a sample with two nodes are the mean of theirs", async () => {
  const settings = { residual: true, activation: "relu" } as const;
  const { parameters, features: x, adjacency } = randomProblem(3, settings, { n: 6 });
  const nodeLogits = referenceForward({ parameters, features: x, adjacency, settings }).logits;
  const times = (rows: readonly (readonly number[])[]): number[][] =>
    adjacency.map((row) =>
      rows[0]!.map((_, k) => row.reduce((s, a, j) => s + a * rows[j]![k]!, 0)),
    );
  const means = [0, 2, 4].map((i) => x[i]!.map((value, k) => (value + x[i + 1]![k]!) / 2));
  const examples = {
    features: new ConstantMatrix(flat(means), 3, 4),
    aggregated: new ConstantMatrix(flat(times(x)), 6, 4),
    aggregatedOnes: new ConstantMatrix(flat(times(x.map(() => [1]))), 6, 1),
  };
  const model = createGraphAdapter(float32Parameters(parameters), settings);
  const logits = model.logits(examples);
  Array.from(await logits.data()).forEach((value, i) => {
    const [sample, c] = [Math.floor(i / 3), i % 3];
    const wanted = (nodeLogits[2 * sample]![c]! + nodeLogits[2 * sample + 1]![c]!) / 2;
    expect(value).toBeCloseTo(wanted, 5);
  });
  expect(() => model.linearBlocks(examples)).toThrow(RangeError);
  logits.dispose();
  model.dispose();
  for (const matrix of Object.values(examples)) matrix.dispose();
});
