/** The port to whatever trains adapters: the SIMD module or TensorFlow.js, run by run or all seeds of a threshold at once. */

import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import type { GraphRows } from "../adapter/simd-adapter.ts";
import type { EpochReport, RunPoint } from "../artifacts.ts";
import type { SeedGraph, SeedRun, SweepProblem } from "./seed-run.ts";

export interface RunEngine {
  /**
   * Trains each seed at the threshold from its own initial parameters. Training sees the training and validation rows only, whatever the scope; the
   * test rows are aggregated and predicted once, with the kept epoch.
   *
   * @returns one point a run, in their order
   * @throws StudioError training/diverged
   */
  readonly trainRuns: (
    runs: readonly SeedRun[],
    threshold: number,
  ) => AsyncGenerator<EpochReport, readonly RunPoint[]>;
  /**
   * Parameters of the kept epoch of a run of the last `trainRuns`.
   *
   * @throws RangeError for any other run, and when that training did not end
   */
  readonly parameters: (run: SeedRun) => Promise<AdapterParameterValues>;
  /** Frees what the engine holds of its runs. */
  readonly dispose: () => void;
}

/** @param clock milliseconds, monotonic */
export type OpenRunEngine = (problem: SweepProblem, clock: () => number) => RunEngine;

/** A run's point without what its graph says. */
export type TrainedRun = Omit<RunPoint, "runSeed" | "threshold" | "statistics" | "seconds">;

type RunGenerator = AsyncGenerator<EpochReport, TrainedRun> | Generator<EpochReport, TrainedRun>;

/** The runs one after another, each with the time it took. */
export function oneByOne(
  trainRun: (run: SeedRun, graph: SeedGraph) => RunGenerator,
  clock: () => number,
): RunEngine["trainRuns"] {
  return async function* (runs, threshold) {
    const points: RunPoint[] = [];
    for (const run of runs) {
      const startMs = clock();
      const graph = run.graph(threshold);
      const trained = yield* trainRun(run, graph);
      points.push({
        runSeed: run.nodes.runSeed,
        threshold,
        statistics: graph.statistics,
        ...trained,
        seconds: (clock() - startMs) / 1000,
      });
    }
    return points;
  };
}

export function notTrained({ nodes }: Pick<SeedRun, "nodes">): RangeError {
  return new RangeError(`no finished training of seed ${nodes.runSeed}`);
}

/** Â X and Â 1 of training and validation rows, by one product; of separate nodes two rows a sample. */
export function labelledGraphRows(
  { train, validation, initial }: SeedRun,
  graph: SeedGraph,
): { readonly train: GraphRows; readonly validation: GraphRows } {
  const rows = new Int32Array(train.rows.length + validation.rows.length);
  rows.set(train.rows);
  rows.set(validation.rows, train.rows.length);
  const { aggregated, ones } = graph.aggregated(rows);
  const [width] = initial.downWeight.shape;
  const end = (train.rows.length * ones.length) / rows.length;
  return {
    train: { aggregated: aggregated.subarray(0, end * width), ones: ones.subarray(0, end) },
    validation: { aggregated: aggregated.subarray(end * width), ones: ones.subarray(end) },
  };
}
