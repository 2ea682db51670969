import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { csrProduct, csrRowSums } from "../../numeric/csr-product.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import { initialParameters } from "../adapter/initial-parameters.ts";
import type { RunNodes } from "../artifacts.ts";
import { normalizedAdjacency } from "../graph/normalized-adjacency.ts";
import { atOnce } from "../with-progress.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { ConstantMatrix, memory, tidy, openCpuBackend } from "../tensor.ts";
import { takeCheckpoint } from "../training/checkpoint.ts";
import { classTargets, correctCount, disposeTargets } from "../training/cross-entropy.ts";
import {
  consolidateOnline,
  disposeConsolidatedTask,
  type ConsolidatedTask,
} from "../training/ewc-penalty.ts";
import { fisherDiagonal } from "../training/fisher.ts";
import { train } from "../training/train.ts";
import { continualMetrics } from "./forgetting.ts";
import { syntheticFeatures } from "./synthetic-features.ts";

describe("continual metrics", () => {
  const { "R[i][j]=acc on task j after task i": R, random_init_acc: initial } =
    golden.continual_metrics;

  test("golden table: ACC 75, BWT -22.5, FWT 4, forgetting 22.5", () => {
    const metrics = continualMetrics(R, initial);
    expect(metrics.averageAccuracy).toBeCloseTo(golden.continual_metrics.ACC, 9);
    expect(metrics.backwardTransfer).toBeCloseTo(golden.continual_metrics.BWT, 9);
    expect(metrics.forwardTransfer).toBeCloseTo(golden.continual_metrics.FWT, 9);
    expect(metrics.forgetting).toBeCloseTo(golden.continual_metrics.forgetting, 9);
  });

  test("forgetting is negative when the last task helps the earlier ones", () => {
    expect(
      continualMetrics(
        [
          [0.5, 0],
          [0.75, 1],
        ],
        [0, 0],
      ).forgetting,
    ).toBe(-0.25);
  });

  test("forgetting starts from the best earlier row of a task, not from the row that ended it", () => {
    const table = [
      [0.5, 0, 0],
      [0.9, 0.5, 0],
      [0.6, 0.5, 1],
    ];
    // ((max(.5, .9) - .6) + (max(0, .5) - .5)) / 2 = .15; from the diagonal it would be ((.5 - .6) + 0) / 2 = -.05.
    expect(continualMetrics(table, [0, 0, 0]).forgetting).toBeCloseTo(0.15, 12);
  });

  test("one task has accuracy only; a table that is not square is refused", () => {
    expect(continualMetrics([[0.75]], [0.25])).toEqual({
      averageAccuracy: 0.75,
      backwardTransfer: null,
      forwardTransfer: null,
      forgetting: null,
    });
    expect(() => continualMetrics([[1, 2]], [0])).toThrow(RangeError);
    expect(() => continualMetrics([], [])).toThrow(RangeError);
  });
});

const CLASSES = 10;
/** Domain-incremental: the same three outputs mean other classes in the second task, so the shared head is overwritten. */
const TASKS = [
  [0, 2, 4],
  [1, 3, 5],
];

/** Trains the tasks one after the other on one graph over all training rows. */
async function taskSequence(seed: number, ewcLambda: number) {
  const perClass = { train: 30, validation: 1, test: 30 };
  const { features, labels } = syntheticFeatures(seed, { noise: 2.5, perClass });
  const trainEnd = 30 * CLASSES;
  const testStart = 31 * CLASSES;
  const rowsOf = (classes: readonly number[], from: number, to: number): Int32Array =>
    Int32Array.from(labels.keys()).filter(
      (row) => row >= from && row < to && classes.includes(labels[row]!),
    );
  const nodes: RunNodes = {
    runSeed: seed,
    scope: "inductive",
    classCount: CLASSES,
    example: Int32Array.from(labels.keys()),
    part: Uint8Array.from(labels, (_, row) => (row < trainEnd ? 0 : row < testStart ? 1 : 2)),
    label: labels,
  };
  const width = features.dimension;
  const block = referenceKernels.load(features.values, features.rows, width);
  const adjacency = normalizedAdjacency(atOnce(rankPairs(block, nodes, Infinity)), 0.25);
  const labelled = (classes: readonly number[], from: number, to: number) => {
    const rows = rowsOf(classes, from, to);
    const own = new Float32Array(rows.length * width);
    rows.forEach((row, i) => {
      own.set(features.values.subarray(row * width, (row + 1) * width), i * width);
    });
    const examples: GraphExamples = {
      features: new ConstantMatrix(own, rows.length, width),
      aggregated: new ConstantMatrix(
        csrProduct(adjacency, features.values, width, rows),
        rows.length,
        width,
      ),
      aggregatedOnes: new ConstantMatrix(csrRowSums(adjacency, rows), rows.length, 1),
    };
    const targets = classTargets(
      rows.map((row) => classes.indexOf(labels[row]!)),
      3,
    );
    return { examples, targets };
  };
  const training = TASKS.map((classes) => labelled(classes, 0, trainEnd));
  const test = TASKS.map((classes) => labelled(classes, testStart, labels.length));

  const shape = { featureDimension: width, bottleneckDimension: 16, classCount: 3 };
  const initial = initialParameters(shape, true, seed);
  const model = createGraphAdapter(initial, { residual: true, activation: "relu" });
  const accuracies = () =>
    Promise.all(
      test.map(async ({ examples, targets }) => {
        const correct = tidy(() => correctCount(model.logits(examples), targets));
        const [count] = await correct.data();
        correct.dispose();
        return count! / targets.count;
      }),
    );
  const initialAccuracies = await accuracies();
  const table: number[][] = [];
  let memoryOfTasks: ConsolidatedTask | null = null;
  for (const task of training) {
    const run = train(model, {
      train: task,
      validation: task,
      epochs: 40,
      learningRate: 5e-3,
      ewcLambda,
      finishedTasks: memoryOfTasks === null ? [] : [memoryOfTasks],
      keep: "last",
    });
    while ((await run.next()).done !== true);
    memoryOfTasks = consolidateOnline(memoryOfTasks, {
      fisher: fisherDiagonal(model, task.examples, task.targets),
      anchor: takeCheckpoint(model.parameters),
    });
    table.push(await accuracies());
  }
  if (memoryOfTasks !== null) disposeConsolidatedTask(memoryOfTasks);
  model.dispose();
  for (const { examples, targets } of [...training, ...test]) {
    disposeTargets(targets);
    examples.features.dispose();
    examples.aggregated.dispose();
    examples.aggregatedOnes.dispose();
  }
  return continualMetrics(table, initialAccuracies);
}

describe("tasks in sequence on synthetic features", () => {
  beforeAll(openCpuBackend);

  test("with λ the adapter forgets less than without, and nothing stays allocated", async () => {
    const before = memory().numTensors;
    for (const seed of [0, 2]) {
      const without = await taskSequence(seed, 0);
      const protectedBy = await taskSequence(seed, 1e4);
      expect(without.forgetting).toBeGreaterThan(0.15);
      expect(protectedBy.forgetting).toBeLessThan(without.forgetting! / 2);
    }
    expect(memory().numTensors).toBe(before);
  }, 60_000);
});
