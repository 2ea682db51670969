/** The threshold sweep: its points as they land, the baselines, and what has been revealed. */

import type { StateCreator } from "zustand/vanilla";
import type {
  ComputeRecord,
  LinearProbePoint,
  RunPoint,
  SweepSettings,
} from "../../pipeline/artifacts.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

/** All points of one sweep, finished or not. */
export interface SweepRecord {
  /** Fingerprint of the data and `settings`; equals the current one unless the record is stale. */
  readonly key: string;
  readonly settings: SweepSettings;
  /** The whole grid, ascending. */
  readonly thresholds: readonly number[];
  readonly points: readonly RunPoint[];
  readonly linearProbes: readonly LinearProbePoint[];
  /** `recorded` ships with the sample; `computed` was trained by this visitor (now or on an earlier visit). */
  readonly origin: "recorded" | "computed";
  readonly compute: ComputeRecord | null;
}

export interface EvaluationSlice {
  readonly evaluation: {
    /** The artifact of a ready run is the key of the finished sweep. */
    readonly run: StageRun<string>;
    readonly sweep: SweepRecord | null;
    readonly thresholdCount: number;
    /** Key of the sweep whose test accuracy is uncovered; null while covered. */
    readonly revealedKey: string | null;
  };
  readonly patchEvaluation: (patch: Partial<EvaluationSlice["evaluation"]>) => void;
}

export const createEvaluationSlice: StateCreator<EvaluationSlice> = (set) => ({
  evaluation: { run: IDLE, sweep: null, thresholdCount: 20, revealedKey: null },
  patchEvaluation: (patch) => {
    set((state) => ({ evaluation: { ...state.evaluation, ...patch } }));
  },
});
