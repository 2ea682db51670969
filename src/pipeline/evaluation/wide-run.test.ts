import { beforeAll, describe, expect, test } from "vitest";
import { csrProduct, csrRowSums } from "../../numeric/csr-product.ts";
import { createGraphAdapter } from "../adapter/graph-adapter.ts";
import { initialParameters } from "../adapter/initial-parameters.ts";
import {
  PART_CODES,
  type AdapterSettings,
  type CsrMatrix,
  type EpochReport,
  type GraphStatistics,
  type RunNodes,
  type RunPoint,
} from "../artifacts.ts";
import { normalizeAdjacency } from "../graph/normalized-adjacency.ts";
import { argMax, ConstantMatrix, dispose, memory, openCpuBackend, tidy } from "../tensor.ts";
import { classTargets, disposeTargets } from "../training/cross-entropy.ts";
import { train } from "../training/train.ts";
import { hostFeatureProducts } from "./feature-products.ts";
import type { SweepProblem } from "./seed-run.ts";
import { syntheticFeatures } from "./synthetic-features.ts";
import type { WideSeed } from "./wide-group.ts";
import { createWideTrainer, type WideTrainer } from "./wide-run.ts";

const CLASSES = 6;
const { features, labels, counts } = syntheticFeatures(1, {
  classCount: CLASSES,
  dimension: 12,
  noise: 0.8,
  perClass: { train: 4, validation: 3, test: 5 },
});
const WIDTH = features.dimension;
const SCALE = 10;
const THRESHOLD = 0.4;
const SEEDS = [1, 2];
const ADAPTER: AdapterSettings = { bottleneckDimension: 5, residual: true, activation: "relu" };

/** Seed 2 has three training, one validation and two test nodes fewer than seed 1. */
function nodes(runSeed: number): RunNodes {
  const partOf = (row: number): number =>
    row < counts.train ? 0 : row < counts.train + counts.validation ? 1 : 2;
  const without = runSeed === 1 ? [] : [0, 5, 9, counts.train + 2, labels.length - 1, 70];
  const example = Int32Array.from(labels.keys()).filter((row) => !without.includes(row));
  return {
    runSeed,
    scope: "transductive",
    classCount: CLASSES,
    example,
    part: Uint8Array.from(example, partOf),
    label: example.map((row) => (partOf(row) === 2 ? -1 : labels[row]!)),
  };
}

const row = (example: number): Float32Array =>
  features.values.subarray(example * WIDTH, (example + 1) * WIDTH);
const cosine = (a: number, b: number): number => {
  const other = row(b);
  return row(a).reduce((sum, value, k) => sum + value * other[k]!, 0);
};

/** Written out from the cosines: what any graph module would give. */
function adjacencyOf({ example }: RunNodes): CsrMatrix {
  const rowStart = [0];
  const columns: number[] = [];
  for (const [i, a] of example.entries()) {
    for (const [j, b] of example.entries()) {
      if (i !== j && cosine(a, b) > THRESHOLD) columns.push(j);
    }
    rowStart.push(columns.length);
  }
  const normalized = normalizeAdjacency({
    rows: example.length,
    columns: example.length,
    rowStart: Int32Array.from(rowStart),
    columnIndex: Int32Array.from(columns),
    values: new Float32Array(columns.length).fill(1),
  });
  return { ...normalized, values: new Float32Array(normalized.values) };
}

const statistics: GraphStatistics = {
  threshold: THRESHOLD,
  edges: 7,
  meanDegree: 1,
  isolated: 0,
  homophily: null,
  adjustedHomophily: null,
  components: 1,
  exact: true,
};

function seedOf(runSeed: number, adapter: AdapterSettings, kept = true): WideSeed {
  const run = nodes(runSeed);
  const adjacency = adjacencyOf(run);
  const shape = { ...adapter, featureDimension: WIDTH, classCount: CLASSES };
  const inputs = inputsOf(run);
  return {
    nodes: run,
    initial: initialParameters(shape, adapter.residual, runSeed),
    graph: () => ({
      statistics,
      adjacency: kept ? adjacency : null,
      aggregated: (rows) => ({
        aggregated: csrProduct(adjacency, inputs, WIDTH, rows),
        ones: csrRowSums(adjacency, rows),
      }),
    }),
  };
}

function inputsOf({ example }: RunNodes): Float32Array {
  return Float32Array.from([...example].flatMap((node) => [...row(node)].map((v) => v * SCALE)));
}

function problem(adapter = ADAPTER, change: Partial<SweepProblem["training"]> = {}): SweepProblem {
  return {
    features,
    featureScale: SCALE,
    pairBudget: 1e6,
    runs: SEEDS.map(nodes),
    adapter,
    training: {
      shots: 4,
      runSeeds: SEEDS,
      epochs: 25,
      learningRate: 1e-2,
      ewcLambda: 0,
      ...change,
    },
  };
}

const open = (sweep: SweepProblem): WideTrainer =>
  createWideTrainer(sweep, hostFeatureProducts, () => 0);

const seedsOf = ({ adapter }: SweepProblem, runSeeds = SEEDS): WideSeed[] =>
  runSeeds.map((seed) => seedOf(seed, adapter));

async function finish(
  run: AsyncGenerator<EpochReport, readonly RunPoint[]>,
): Promise<{ points: readonly RunPoint[]; reports: EpochReport[] }> {
  const reports: EpochReport[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done === true) return { points: step.value, reports };
    reports.push(step.value);
  }
}

async function wide(sweep: SweepProblem, seeds = seedsOf(sweep)) {
  const trainer = open(sweep);
  const result = await finish(trainer.trainRuns(seeds, THRESHOLD));
  trainer.dispose();
  return result;
}

/** One seed by the tape and training/train.ts. */
async function alone(sweep: SweepProblem, runSeed: number) {
  const seed = seedOf(runSeed, sweep.adapter);
  const { adjacency } = seed.graph(THRESHOLD);
  const inputs = inputsOf(seed.nodes);
  const part = (code: number) => {
    const rows = Int32Array.from(seed.nodes.part.keys()).filter(
      (node) => seed.nodes.part[node] === code,
    );
    const own = [...rows].flatMap((node) => [...inputs.subarray(node * WIDTH, (node + 1) * WIDTH)]);
    const examples = {
      features: new ConstantMatrix(Float32Array.from(own), rows.length, WIDTH),
      aggregated: new ConstantMatrix(
        csrProduct(adjacency!, inputs, WIDTH, rows),
        rows.length,
        WIDTH,
      ),
      aggregatedOnes: new ConstantMatrix(csrRowSums(adjacency!, rows), rows.length, 1),
    };
    return { rows, examples };
  };
  const [training, validation, testing] = [
    part(PART_CODES.train),
    part(PART_CODES.validation),
    part(PART_CODES.test),
  ];
  const targetsOf = (rows: Int32Array) =>
    classTargets(
      rows.map((node) => seed.nodes.label[node]!),
      CLASSES,
    );
  const model = createGraphAdapter(seed.initial, sweep.adapter);
  const [trainTargets, validationTargets] = [training, validation].map(({ rows }) =>
    targetsOf(rows),
  );
  const run = train(model, {
    train: { examples: training.examples, targets: trainTargets! },
    validation: { examples: validation.examples, targets: validationTargets! },
    epochs: sweep.training.epochs,
    learningRate: sweep.training.learningRate,
    ewcLambda: 0,
    finishedTasks: [],
    keep: "best-validation",
  });
  const validationLosses: number[] = [];
  let step = await run.next();
  while (step.done !== true) {
    validationLosses.push(step.value.validationLoss);
    step = await run.next();
  }
  const classesOf = async ({ examples }: typeof testing): Promise<number[]> => {
    const classes = tidy(() => argMax(model.logits(examples), 1));
    const values = Array.from(await classes.data());
    dispose(classes);
    return values;
  };
  const result = {
    ...step.value,
    validationLosses,
    validationPredictions: await classesOf(validation),
    testPredictions: await classesOf(testing),
  };
  model.dispose();
  [trainTargets, validationTargets].forEach((targets) => disposeTargets(targets!));
  for (const { examples } of [training, validation, testing]) {
    for (const matrix of Object.values(examples)) matrix.dispose();
  }
  return result;
}

function expectWithin(actual: readonly number[], wanted: readonly number[], tolerance: number) {
  expect(actual.length).toBe(wanted.length);
  const differences = wanted.map((value, i) => Math.abs(value - actual[i]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
}

beforeAll(openCpuBackend);

describe("all seeds of a threshold as one problem", () => {
  test.each([
    [true, "relu"],
    [false, "relu"],
    [true, "none"],
    [false, "none"],
  ] as const)(
    "each seed trains as it would alone: losses of ten steps within 1e-5, residual %s, activation %s",
    async (residual, activation) => {
      const sweep = problem({ ...ADAPTER, residual, activation }, { epochs: 10 });
      const { points, reports } = await wide(sweep);
      expect(points.map(({ runSeed }) => runSeed)).toEqual(SEEDS);
      const singles = [await alone(sweep, 1), await alone(sweep, 2)];
      points.forEach((point, seed) => {
        const single = singles[seed]!;
        expectWithin(point.trainLosses, single.trainLosses, 1e-5);
        expect(point.trainLosses[9]).toBeLessThan(0.9 * point.trainLosses[0]!);
        expect(point.keptEpoch).toBe(single.keptEpoch);
        expect(point.validationAccuracy).toBe(single.validationAccuracy);
        expectWithin([point.validationLoss], [single.validationLoss], 1e-5);
        expect(point.validationPredictions).toEqual(single.validationPredictions);
        expect(point.testPredictions).toEqual(single.testPredictions);
      });
      const means = singles[0]!.validationLosses.map(
        (loss, epoch) => (loss + singles[1]!.validationLosses[epoch]!) / 2,
      );
      expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expectWithin(
        reports.map(({ validationLoss }) => validationLoss),
        means,
        1e-5,
      );
    },
  );

  test("each seed keeps its own epoch, over several reads", async () => {
    // Steps large enough that later epochs overfit.
    const sweep = problem(ADAPTER, { epochs: 24, learningRate: 0.1 });
    const { points } = await wide(sweep);
    for (const [index, seed] of SEEDS.entries()) {
      const single = await alone(sweep, seed);
      expect(points[index]!.keptEpoch).toBe(single.keptEpoch);
      expect(points[index]!.testPredictions).toEqual(single.testPredictions);
      expect(points[index]!.statistics).toBe(statistics);
    }
    expect(new Set(points.map(({ keptEpoch }) => keptEpoch)).size).toBe(2);
    expect(points[0]!.keptEpoch).toBeLessThan(24);
  });

  test("where a seed has no adjacency, rows aggregated on the processor give the same points", async () => {
    const sweep = problem(ADAPTER, { epochs: 6 });
    const sparse = await wide(sweep);
    const dense = await wide(sweep, [seedOf(1, ADAPTER), seedOf(2, ADAPTER, false)]);
    dense.points.forEach((point, seed) => {
      const other = sparse.points[seed]!;
      expectWithin(point.trainLosses, other.trainLosses, 1e-5);
      expect(point.testPredictions).toEqual(other.testPredictions);
    });
  });

  test("one seed, and a seed after others, give the same point as together", async () => {
    const sweep = problem(ADAPTER, { epochs: 5 });
    const together = await wide(sweep);
    const trainer = open(sweep);
    const [first] = (await finish(trainer.trainRuns(seedsOf(sweep, [1]), THRESHOLD))).points;
    const [second] = (await finish(trainer.trainRuns(seedsOf(sweep, [2]), THRESHOLD))).points;
    trainer.dispose();
    expectWithin(first!.trainLosses, together.points[0]!.trainLosses, 1e-6);
    expectWithin(second!.trainLosses, together.points[1]!.trainLosses, 1e-6);
    expect(second!.trainLosses[0]).not.toBe(first!.trainLosses[0]);
  });

  test("a loss that is not finite ends the run by its code, and nothing stays allocated", async () => {
    const before = memory().numTensors;
    const sweep = problem();
    const trainer = open(problem(ADAPTER, { learningRate: Infinity }));
    await expect(finish(trainer.trainRuns(seedsOf(sweep), THRESHOLD))).rejects.toMatchObject({
      code: "training/diverged",
      details: { epochs: 25 },
    });
    trainer.dispose();
    const other = open(sweep);
    const stopped = other.trainRuns(seedsOf(sweep), THRESHOLD);
    expect((await stopped.next()).value).toMatchObject({ epoch: 1, epochs: 25 });
    await stopped.throw(new Error("stopped")).catch(() => undefined);
    other.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("a thousand training steps leave no tensor behind, and none more are held late than early", async () => {
    const before = memory().numTensors;
    const sweep = problem({ ...ADAPTER, bottleneckDimension: 2 }, { epochs: 1000 });
    const trainer = open(sweep);
    const held = new Set<number>();
    const run = trainer.trainRuns(seedsOf(sweep), THRESHOLD);
    let step = await run.next();
    while (step.done !== true) {
      // Reports come ten at a time, in the middle of a read: the same moment of each.
      if (step.value.epoch % 10 === 9) held.add(memory().numTensors);
      step = await run.next();
    }
    expect(step.value[0]!.trainLosses.length).toBe(1000);
    // The two seeds may keep one epoch, or one each: two tensors an epoch.
    expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(4);
    trainer.dispose();
    expect(memory().numTensors).toBe(before);
  }, 60_000);
});
