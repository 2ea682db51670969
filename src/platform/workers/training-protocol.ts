/** What a training worker does: the runs of one threshold, or one linear probe, at a time. The only file both sides import. */

import type { AdapterParameterValues } from "../../pipeline/adapter/initial-parameters.ts";
import type {
  CancelToken,
  LinearProbePoint,
  RunPoint,
  RunReport,
} from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import type { AdapterOrigin, TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";

export interface TrainingDevice {
  /** "simd" and "simd-fma" are the page's own module, the others TensorFlow.js backends. */
  readonly backend: "webgpu" | "simd-fma" | "simd" | "wasm" | "cpu";
  readonly adapter: string;
}

export interface TrainingProtocol {
  /** Chooses the backend; `forced` comes from ?backend=. */
  openDevice(forced: TrainingDevice["backend"] | null): Promise<TrainingDevice>;
  prepare(problem: SweepProblem): Promise<void>;
  /** One point a seed, in the order of `runSeeds`. Ends within an epoch of a cancellation. */
  trainRuns(
    runSeeds: readonly number[],
    threshold: number,
    onReport: (report: RunReport) => void,
    cancel: CancelToken,
  ): Promise<readonly RunPoint[]>;
  /** Of the kept epoch of one seed's run, which is trained for them. Ends within an epoch of a cancellation. */
  trainParameters(
    runSeed: number,
    threshold: number,
    cancel: CancelToken,
  ): Promise<AdapterParameterValues>;
  /** One seed's run with all that it takes to predict a further row. Ends within an epoch of a cancellation. */
  trainAdapter(
    origin: AdapterOrigin,
    runSeed: number,
    threshold: number,
    onReport: (report: RunReport) => void,
    cancel: CancelToken,
  ): Promise<TrainedAdapter>;
  /** Runs without a pause, so it can only be stopped by ending the worker. */
  linearProbe(runSeed: number): Promise<LinearProbePoint>;
}
