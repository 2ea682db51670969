/** Which adapter would be trained now, and whether the one that is there is it. */

import { fingerprint } from "../../numeric/fingerprint.ts";
import type { TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import { attainableThreshold } from "../../pipeline/graph/attainable-threshold.ts";
import type { StudioState } from "../store.ts";
import { selectSweepKey } from "./sweep-key.ts";
import { selectRankedPairs } from "./threshold-axis.ts";

/** Below the cut-off τ stands for the nearest graph that is known, see `attainableThreshold`. */
export function selectTrainedThreshold(state: StudioState): number {
  const ranked = selectRankedPairs(state);
  const { threshold } = state.graph;
  return ranked === null ? threshold : attainableThreshold(ranked, threshold);
}

/** Of the shown seed at the present τ. */
export function selectTrainedAdapterKey(state: StudioState): string {
  const [runSeed] = state.training.settings.runSeeds;
  return fingerprint(
    JSON.stringify([selectSweepKey(state), runSeed, selectTrainedThreshold(state)]),
  );
}

/** The adapter of the present data, settings and τ; null where it has not been trained. */
export function selectCurrentAdapter(state: StudioState): TrainedAdapter | null {
  const { run } = state.trainedAdapter;
  return run.status === "ready" && run.madeFrom === selectTrainedAdapterKey(state)
    ? run.artifact
    : null;
}
