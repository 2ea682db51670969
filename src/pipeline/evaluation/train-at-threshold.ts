/** Points of the sweep: the Graph Adapter of some seeds, trained on their graphs at one threshold. */

import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import type { GraphStatistics, Progress, RunPoint, RunReport } from "../artifacts.ts";
import type { OpenRunEngine, RunEngine } from "./run-engine.ts";
import { createSeedRun, type SeedRun, type SweepProblem } from "./seed-run.ts";

export interface TrainingTools {
  /** Rank the pairs and multiply with Â. */
  readonly kernels: MatrixKernels;
  readonly openEngine: OpenRunEngine;
  /** Milliseconds, monotonic */
  readonly clock: () => number;
}

export interface ThresholdTrainer {
  /**
   * Trains the seeds' runs and predicts their validation and test nodes with the kept epoch. A seed's pairs are ranked at its first run. A run whose
   * edges are those of a finished run of the same seed is not trained again: its point is that one, with a time of 0.
   *
   * @returns a generator that yields epochs and, while pairs are ranked or found again, how many are done; it returns one point a seed, in the order
   * of `runSeeds`
   * @throws RangeError for a seed that the problem does not hold; StudioError training/diverged, graph/no-training-nodes
   */
  readonly trainRuns: (
    runSeeds: readonly number[],
    threshold: number,
  ) => AsyncGenerator<RunReport, readonly RunPoint[]>;
  readonly dispose: () => void;
}

export interface AdapterTrainer extends ThresholdTrainer {
  /** Parameters of the kept epoch of one seed's run. It is trained for them, since few runs of a sweep are asked for theirs. */
  readonly trainParameters: (
    runSeed: number,
    threshold: number,
  ) => AsyncGenerator<RunReport, AdapterParameterValues>;
}

export function createThresholdTrainer(
  problem: SweepProblem,
  { kernels, openEngine, clock }: TrainingTools,
): AdapterTrainer {
  const engine = openEngine(problem, clock);
  const seeds = new Map<number, SeedRun>();
  const finished = new Map<string, RunPoint>();

  const seedRun = function* (runSeed: number): Generator<Progress, SeedRun> {
    const known = seeds.get(runSeed);
    if (known !== undefined) return known;
    const made = yield* createSeedRun(problem, runSeed, kernels);
    seeds.set(runSeed, made);
    return made;
  };

  return {
    trainRuns: async function* (runSeeds, threshold) {
      const runs: SeedRun[] = [];
      for (const runSeed of runSeeds) runs.push(yield* seedRun(runSeed));
      const graphs = runs.map((run) => {
        const { statistics } = run.graph(threshold);
        return { run, statistics, edgeSet: edgeSet(run, statistics) };
      });
      const unknown = graphs.filter(({ edgeSet }) => edgeSet === null || !finished.has(edgeSet));
      const trained =
        unknown.length === 0
          ? []
          : yield* trainPrepared(
              engine,
              unknown.map(({ run }) => run),
              threshold,
              clock,
            );
      unknown.forEach(({ edgeSet }, index) => {
        if (edgeSet !== null) finished.set(edgeSet, trained[index]!);
      });
      return graphs.map((graph) => {
        const index = unknown.indexOf(graph);
        if (index !== -1) return trained[index]!;
        const known = finished.get(graph.edgeSet!)!;
        return { ...known, threshold, statistics: graph.statistics, seconds: 0 };
      });
    },
    trainParameters: async function* (runSeed, threshold) {
      const run = yield* seedRun(runSeed);
      yield* trainPrepared(engine, [run], threshold, clock);
      return engine.parameters(run);
    },
    dispose: () => {
      engine.dispose();
      for (const run of seeds.values()) run.dispose();
      seeds.clear();
      finished.clear();
    },
  };
}

/** A point's time counts what its seed's graph took. */
export async function* trainPrepared(
  engine: RunEngine,
  runs: readonly SeedRun[],
  threshold: number,
  clock: () => number,
): AsyncGenerator<RunReport, readonly RunPoint[]> {
  try {
    const preparing: number[] = [];
    for (const run of runs) {
      const startMs = clock();
      yield* run.prepare(threshold);
      preparing.push((clock() - startMs) / 1000);
    }
    const points = yield* engine.trainRuns(runs, threshold);
    return points.map((point, i) => ({ ...point, seconds: point.seconds + preparing[i]! }));
  } finally {
    for (const run of runs) run.forget();
  }
}

/** The same for thresholds with the same edges: edges are a prefix of the ranked pairs. Null below the cut-off, where they are not known. */
function edgeSet({ nodes }: SeedRun, { exact, edges }: GraphStatistics): string | null {
  return exact ? `${nodes.runSeed}/${edges}` : null;
}
