/** What a training worker does: one adapter run or one linear probe at a time. The only file both sides import. */

import type {
  CancelToken,
  EpochReport,
  LinearProbePoint,
  RunPoint,
} from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";

export interface TrainingDevice {
  readonly backend: "webgpu" | "wasm" | "cpu";
  readonly adapter: string;
}

export interface TrainingProtocol {
  /** Chooses the backend; `forced` comes from ?backend=. */
  openDevice(forced: TrainingDevice["backend"] | null): Promise<TrainingDevice>;
  prepare(problem: SweepProblem): Promise<void>;
  /** Ends within an epoch of a cancellation. */
  trainRun(
    runSeed: number,
    threshold: number,
    onEpoch: (report: EpochReport) => void,
    cancel: CancelToken,
  ): Promise<RunPoint>;
  /** Runs without a pause, so it can only be stopped by ending the worker. */
  linearProbe(runSeed: number): Promise<LinearProbePoint>;
}
