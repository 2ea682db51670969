/** The threshold sweep: its points as they land, the baselines, and what has been revealed. */

import type { StateCreator } from "zustand/vanilla";
import type { RunPoint, SweepRecord } from "../../pipeline/artifacts.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

export interface StageSeconds {
  readonly caption: number | null;
  readonly embed: number | null;
  readonly graph: number | null;
  readonly sweep: number | null;
  /** Images that went through the image model in that time; the others were stored already. */
  readonly encodedImages: number;
}

export const NO_SECONDS: StageSeconds = {
  caption: null,
  embed: null,
  graph: null,
  sweep: null,
  encodedImages: 0,
};

interface LivePoint {
  /** `sweepKey` of the settings it was trained with; with another current key it is stale and not shown. */
  readonly key: string;
  readonly point: RunPoint;
}

export interface EvaluationSlice {
  readonly evaluation: {
    /** The artifact of a ready run is the key of the finished sweep. */
    readonly run: StageRun<string>;
    readonly sweep: SweepRecord | null;
    readonly thresholdCount: number;
    /** The run that resting at a τ started: the shown seed, off the grid, from its seed's initial weights. Drawn apart; part of no choice, table or export. */
    readonly livePoint: LivePoint | null;
    /** τ that is being trained at because the slider rests there; null when none is. */
    readonly liveThreshold: number | null;
    /** Key of the sweep whose test accuracy is uncovered; null while covered. */
    readonly revealedKey: string | null;
    /** How long each part of the last run took on this device; null where it did not run. */
    readonly seconds: StageSeconds;
  };
  readonly patchEvaluation: (patch: Partial<EvaluationSlice["evaluation"]>) => void;
}

export const createEvaluationSlice: StateCreator<EvaluationSlice> = (set) => ({
  evaluation: {
    run: IDLE,
    sweep: null,
    thresholdCount: 20,
    livePoint: null,
    liveThreshold: null,
    revealedKey: null,
    seconds: NO_SECONDS,
  },
  patchEvaluation: (patch) => {
    set((state) => ({ evaluation: { ...state.evaluation, ...patch } }));
  },
});
