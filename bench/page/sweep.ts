/** The threshold sweep over Pets-37 as the product runs it: its graph worker, its training workers, one a core. */

import type { RunPoint } from "../../src/pipeline/artifacts.ts";
import { createCancelToken } from "../../src/pipeline/cancel-token.ts";
import { initialParameters } from "../../src/pipeline/adapter/initial-parameters.ts";
import type { SweepProblem } from "../../src/pipeline/evaluation/seed-run.ts";
import { createGraphService } from "../../src/platform/workers/graph-client.ts";
import {
  createTrainingService,
  type TrainingClient,
} from "../../src/platform/workers/training-client.ts";
import { DEFAULT_ADAPTER } from "../../src/studio/slices/adapter.ts";
import { DEFAULT_PAIR_BUDGET } from "../../src/studio/slices/graph.ts";
import { DEFAULT_TRAINING } from "../../src/studio/slices/training.ts";
import { putFloats, putJson } from "./exchange.ts";
import { labelledFeatures, type LabelledFeatures } from "./labelled-features.ts";
import { petsRows } from "./pets-rows.ts";

interface OpenedSweep {
  readonly data: LabelledFeatures;
  readonly problem: SweepProblem;
  readonly thresholds: readonly number[];
}

interface SweepResult {
  readonly seconds: number;
  /** From `prepare` on: the ranking of each seed's pairs and the copies to the workers are in `seconds` too. */
  readonly prepareSeconds: number;
  readonly backend: string;
  readonly workers: number;
  readonly points: readonly {
    readonly threshold: number;
    readonly seed: number;
    readonly losses: readonly number[];
    /** Share of test nodes predicted right, after the fact: the labels are not in the problem. */
    readonly test: number;
  }[];
}

const NEVER = createCancelToken().token;

export function createSweep(): {
  readonly open: (thresholdCount: number, seeds: readonly number[]) => Promise<number>;
  readonly run: () => Promise<SweepResult>;
} {
  let opened: OpenedSweep | null = null;
  return {
    open: async (thresholdCount, seeds) => {
      opened = await openSweep(thresholdCount, seeds);
      return opened.problem.runs[0]?.example.length ?? 0;
    },
    run: async () => {
      if (opened === null) throw new TypeError("the sweep was not opened");
      return runSweep(opened);
    },
  };
}

/** Reads the data, asks the product for its grid, and writes what the peer needs. */
async function openSweep(thresholdCount: number, seeds: readonly number[]): Promise<OpenedSweep> {
  const data = labelledFeatures(await petsRows());
  const runs = seeds.map((seed) => data.nodes(seed, "inductive"));
  const thresholds = await createGraphService().thresholdGrid(
    data.features,
    data.pools,
    runs,
    thresholdCount,
    DEFAULT_PAIR_BUDGET,
    () => undefined,
    NEVER,
  );
  const problem: SweepProblem = {
    features: data.features,
    featureScale: 10,
    pairBudget: DEFAULT_PAIR_BUDGET,
    runs,
    adapter: DEFAULT_ADAPTER,
    training: { ...DEFAULT_TRAINING, runSeeds: seeds },
  };
  const opened = { data, problem, thresholds };
  await writeForPeer(opened);
  return opened;
}

async function runSweep({ data, problem, thresholds }: OpenedSweep): Promise<SweepResult> {
  const training = createTrainingService({
    processors: navigator.hardwareConcurrency,
    forcedBackend: null,
  });
  // Workers, module and compiler are warm before the clock starts, as the peer's threads are.
  await training.prepare(problem);
  await trainSweep(training, problem.training.runSeeds.slice(0, 1), thresholds.slice(0, 1));
  const start = performance.now();
  // A new object is a new problem: pairs are ranked again, nothing is left of the warm-up.
  const { backend } = await training.prepare({
    ...problem,
    runs: problem.runs.map((run) => ({ ...run })),
  });
  const prepared = performance.now();
  const points = await trainSweep(training, problem.training.runSeeds, thresholds);
  return {
    seconds: (performance.now() - start) / 1000,
    prepareSeconds: (prepared - start) / 1000,
    backend,
    workers: training.concurrency(),
    points: points.map((point) => ({
      threshold: point.threshold,
      seed: point.runSeed,
      losses: point.trainLosses,
      test: testAccuracy(data, problem, point),
    })),
  };
}

/** One call a (τ, seed), all at once: the product's queue gives each worker the next. */
async function trainSweep(
  training: TrainingClient,
  seeds: readonly number[],
  thresholds: readonly number[],
): Promise<RunPoint[]> {
  const calls = thresholds.flatMap((threshold) =>
    seeds.map((seed) => training.trainRuns([seed], threshold, () => undefined, NEVER, false)),
  );
  return (await Promise.all(calls)).flat();
}

function testAccuracy(data: LabelledFeatures, problem: SweepProblem, point: RunPoint): number {
  const test = testExamples(problem, point.runSeed);
  const right = point.testPredictions.filter(
    (predicted, i) => predicted === data.dataset.examples[test[i] ?? Number.NaN]?.label,
  );
  return right.length / test.length;
}

const PART_NAMES = ["train", "validation", "test"] as const;

function examplesOfPart(problem: SweepProblem, runSeed: number, part: number): number[] {
  const run = problem.runs.find((nodes) => nodes.runSeed === runSeed);
  if (run === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  return [...run.example].filter((_, node) => run.part[node] === part);
}

function testExamples(problem: SweepProblem, runSeed: number): number[] {
  return examplesOfPart(problem, runSeed, PART_NAMES.indexOf("test"));
}

async function writeForPeer({ data, problem, thresholds }: OpenedSweep): Promise<void> {
  const { features, adapter, training, runs } = problem;
  const classCount = data.dataset.classNames.length;
  const shape = {
    featureDimension: features.dimension,
    bottleneckDimension: adapter.bottleneckDimension,
    classCount,
  };
  await putFloats("features.f32", new Float32Array(features.values));
  for (const { runSeed } of runs) {
    const initial = initialParameters(shape, adapter.residual, runSeed);
    const flat = Object.values(initial).flatMap(
      (weight: Float32Array | { values: Float32Array }) => [
        ...(weight instanceof Float32Array ? weight : weight.values),
      ],
    );
    await putFloats(`initial-${runSeed}.f32`, Float32Array.from(flat));
  }
  await putJson("problem.json", {
    dimension: features.dimension,
    bottleneckDimension: adapter.bottleneckDimension,
    classCount,
    scale: problem.featureScale,
    epochs: training.epochs,
    learningRate: training.learningRate,
    thresholds,
    runs: runs.map(({ runSeed }) => ({
      seed: runSeed,
      ...Object.fromEntries(
        PART_NAMES.map((name, part) => {
          const example = examplesOfPart(problem, runSeed, part);
          return [name, { example, label: example.map((i) => data.dataset.examples[i]?.label) }];
        }),
      ),
    })),
  });
}
