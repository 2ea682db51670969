/** What a training worker does: one adapter run or one linear probe at a time. The only file both sides import. */

import type {
  AdapterSettings,
  EpochReport,
  FusedFeatures,
  LinearProbePoint,
  PairSimilarities,
  RunNodes,
  RunPoint,
  TrainingSettings,
} from "../../pipeline/artifacts.ts";

/** Everything the runs of one sweep share. It holds no test label: RunNodes hides them. */
export interface SweepProblem {
  readonly features: FusedFeatures;
  readonly featureScale: number;
  readonly similarities: PairSimilarities;
  /** One entry a run seed. */
  readonly runs: readonly RunNodes[];
  readonly adapter: AdapterSettings;
  readonly training: TrainingSettings;
}

export interface TrainingDevice {
  readonly backend: "webgpu" | "wasm" | "cpu";
  readonly adapter: string;
}

export interface TrainingProtocol {
  /** Chooses the backend; `forced` comes from ?backend=. */
  openDevice(forced: "webgpu" | "wasm" | "cpu" | null): Promise<TrainingDevice>;
  prepare(problem: SweepProblem): Promise<void>;
  trainRun(
    runSeed: number,
    threshold: number,
    onEpoch: (report: EpochReport) => void,
  ): Promise<RunPoint>;
  linearProbe(runSeed: number): Promise<LinearProbePoint>;
}
