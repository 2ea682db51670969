/** What training is handed for the current data and settings. */

import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { selectRuns } from "../selectors/pools.ts";
import { selectGraphKey, selectSweepSettings } from "../selectors/sweep-key.ts";
import type { StudioState } from "../store.ts";

/** Null before the graph of the current settings is there with its features. Its parts are the same objects while nothing has changed. */
export function currentProblem(state: StudioState): SweepProblem | null {
  const { run } = state.graph;
  if (run.status !== "ready" || run.madeFrom !== selectGraphKey(state)) return null;
  const { features } = run.artifact;
  if (features === null) return null;
  const settings = selectSweepSettings(state);
  return {
    features,
    featureScale: settings.features.scale,
    pairBudget: settings.pairBudget,
    runs: selectRuns(state),
    adapter: settings.adapter,
    training: settings.training,
  };
}
