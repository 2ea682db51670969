/** The run that resting at a τ started: in training, or trained with the current settings. */

import type { EpochReport, RunPoint } from "../../pipeline/artifacts.ts";
import { selectSweepKey } from "../../studio/selectors/sweep-key.ts";
import type { StudioState } from "../../studio/store.ts";
import { useStudio } from "../studio-context.tsx";

export interface SeedRun {
  /** τ that is being trained at; null when none is. */
  readonly trainingAt: number | null;
  /** Its last epoch; null before the first. */
  readonly report: EpochReport | null;
  readonly trained: RunPoint | null;
}

export function useSeedRun(): SeedRun {
  return {
    trainingAt: useStudio((state) => state.evaluation.liveThreshold),
    report: useStudio(selectLastReport),
    trained: useStudio(selectTrainedPoint),
  };
}

function selectLastReport({ evaluation, training }: StudioState): EpochReport | null {
  const { live } = training;
  if (live === null || live.threshold !== evaluation.liveThreshold) return null;
  return live.reports.at(-1) ?? null;
}

function selectTrainedPoint(state: StudioState): RunPoint | null {
  const { livePoint } = state.evaluation;
  if (livePoint === null) return null;
  return livePoint.key === selectSweepKey(state) ? livePoint.point : null;
}
