/** The threshold sweep from the command line: points and linear probes of every seed. */

import {
  Cancelled,
  type FusedFeatures,
  type GraphScope,
  type LinearProbePoint,
  type RunNodes,
  type RunPoint,
} from "../../src/pipeline/artifacts.ts";
import {
  createSeedRun,
  type SeedRun,
  type SweepProblem,
} from "../../src/pipeline/evaluation/seed-run.ts";
import {
  createThresholdTrainer,
  type ThresholdTrainer,
} from "../../src/pipeline/evaluation/train-at-threshold.ts";
import { coarseToFine, thresholdGrid } from "../../src/pipeline/graph/threshold-grid.ts";
import { sweepProblem, type StudyProblem } from "../../src/pipeline/methods/study-problem.ts";
import type { AdamSettings } from "../../src/pipeline/methods/tuned-methods.ts";
import { linearProbe } from "../../src/pipeline/training/linear-probe.ts";
import { drive, type Job } from "./job.ts";
import type { NodeTools } from "./node-tools.ts";
import type { SweepOptions } from "./options.ts";

/** The bottleneck adapter. */
const NO_EDGES = 1.01;
const COMPLETE_GRAPH = -1.01;
/** Similarities that are nearer to each other stand on one side of a threshold found by bisection. */
const BISECTION_WIDTH = 1e-6;

interface TunedSeed extends AdamSettings {
  readonly runSeed: number;
  readonly validationAccuracy: number;
}

export interface SweptCurve {
  readonly points: readonly RunPoint[];
  readonly probes: readonly LinearProbePoint[];
  /** Empty unless asked for. */
  readonly tuned: readonly TunedSeed[];
  /** False when Ctrl-C ended it. */
  readonly finished: boolean;
}

export async function runCurve(
  study: StudyProblem,
  features: FusedFeatures,
  options: SweepOptions,
  tools: NodeTools,
  job: Job,
): Promise<SweptCurve> {
  const points: RunPoint[] = [];
  const probes: LinearProbePoint[] = [];
  const tuned: TunedSeed[] = [];
  const { runSeeds } = study.settings.training;
  const seeds = runSeeds.map((seed) => sweptSeed(study, features, seed, options.scope));
  const trainers = new Map<number, ThresholdTrainer>();
  try {
    const thresholds = await chosenThresholds(study, features, seeds, options, tools, job);
    job.start("Linear probe", runSeeds.length, "seeds");
    for (const { problem, nodes } of seeds) {
      probes.push(linearProbe(features, problem.featureScale, nodes));
      job.done(probes.length);
      await drive(pause(), job);
    }
    for (const { problem, seed } of seeds) {
      const choice = options.tuned ? await tunedSeed(problem, seed, tools, job) : null;
      if (choice !== null) tuned.push(choice);
      trainers.set(seed, createThresholdTrainer(withSettings(problem, choice), tools));
    }
    job.start("Sweep", thresholds.length * runSeeds.length, "runs");
    for (const threshold of inOrderOfFilling(thresholds)) {
      for (const [seed, trainer] of trainers) {
        const run = trainer.trainRuns([seed], threshold);
        const reached = await drive(run, job, (report) => {
          job.note("epoch" in report ? `seed ${seed}` : `${report.label}, ${report.done}`);
        });
        points.push(...reached);
        job.done(points.length);
      }
    }
    return { points, probes, tuned, finished: true };
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    return { points, probes, tuned, finished: false };
  } finally {
    for (const trainer of trainers.values()) trainer.dispose();
    job.finish();
  }
}

/** One seed's problem in the scope of the command line. */
interface SweptSeed {
  readonly seed: number;
  readonly nodes: RunNodes;
  readonly problem: SweepProblem;
}

function sweptSeed(
  study: StudyProblem,
  features: FusedFeatures,
  seed: number,
  scope: GraphScope,
): SweptSeed {
  const problem = sweepProblem(study, features, seed, scope);
  const [nodes] = problem.runs;
  if (nodes === undefined) throw new RangeError(`no run of seed ${seed}`);
  return { seed, nodes, problem };
}

function inOrderOfFilling(thresholds: readonly number[]): readonly number[] {
  return coarseToFine(thresholds.length).flatMap((index) => thresholds[index] ?? []);
}

/** Lets Ctrl-C in once. */
function* pause(): Generator<null, void> {
  yield null;
}

async function chosenThresholds(
  study: StudyProblem,
  features: FusedFeatures,
  seeds: readonly SweptSeed[],
  { degrees, scope, taus }: SweepOptions,
  tools: NodeTools,
  job: Job,
): Promise<readonly number[]> {
  if (degrees !== null) {
    return [...(await thresholdsOfDegrees(seeds, degrees, tools, job)), NO_EDGES].sort(
      (a, b) => a - b,
    );
  }
  job.start("Thresholds", taus, "thresholds");
  const runs = seeds.map(({ nodes }) => nodes);
  const budget = study.settings.pairBudget;
  const grid = thresholdGrid(tools.kernels, features, study.pools, runs, scope, taus, budget);
  return drive(grid, job, (pairs) => job.note(`${pairs} pairs`));
}

/** For each degree the τ whose mean degree, over the seeds, is nearest to it. */
async function thresholdsOfDegrees(
  seeds: readonly SweptSeed[],
  degrees: readonly number[],
  tools: NodeTools,
  job: Job,
): Promise<readonly number[]> {
  job.start("Graphs", seeds.length, "seeds");
  const runs: SeedRun[] = [];
  try {
    for (const { problem, seed } of seeds) {
      const ranking = createSeedRun(problem, seed, tools.kernels);
      runs.push(await drive(ranking, job, ({ label }) => job.note(label)));
      job.done(runs.length);
    }
    const degreeAt = (threshold: number): number =>
      runs.reduce((sum, run) => sum + run.graph(threshold).statistics.meanDegree, 0) / runs.length;
    return degrees.map((degree) => thresholdOfDegree(degreeAt, degree));
  } finally {
    for (const run of runs) run.dispose();
  }
}

/** By bisection: the mean degree never rises with τ. */
function thresholdOfDegree(degreeAt: (threshold: number) => number, degree: number): number {
  let low = COMPLETE_GRAPH;
  let high = NO_EDGES;
  while (high - low > BISECTION_WIDTH) {
    const middle = (low + high) / 2;
    if (degreeAt(middle) > degree) low = middle;
    else high = middle;
  }
  return degreeAt(low) - degree < degree - degreeAt(high) ? low : high;
}

/** E23: s and the learning rate, chosen where there are no edges, so that no threshold takes part in the choice. */
async function tunedSeed(
  problem: SweepProblem,
  runSeed: number,
  tools: NodeTools,
  job: Job,
): Promise<TunedSeed> {
  // Only here, because it brings TensorFlow.js with it.
  const { ADAM_SETTINGS } = await import("../../src/pipeline/methods/tuned-methods.ts");
  const tried: TunedSeed[] = [];
  job.start(`Tuning seed ${runSeed}`, ADAM_SETTINGS.length, "settings");
  for (const settings of ADAM_SETTINGS) {
    const trainer = createThresholdTrainer(withSettings(problem, settings), tools);
    const training = drive(trainer.trainRuns([runSeed], NO_EDGES), job).finally(trainer.dispose);
    for (const { validationAccuracy } of await training) {
      tried.push({ ...settings, runSeed, validationAccuracy });
    }
    job.done(tried.length);
  }
  return tried.reduce((best, next) =>
    next.validationAccuracy > best.validationAccuracy ? next : best,
  );
}

function withSettings(problem: SweepProblem, settings: AdamSettings | null): SweepProblem {
  if (settings === null) return problem;
  const { scale, learningRate } = settings;
  return { ...problem, featureScale: scale, training: { ...problem.training, learningRate } };
}
