/** An example's neighbours in the shown graph at τ, looked up when τ rests: it is a walk over all edges above it. */

import { useMemo } from "react";
import { selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import type { StudioState } from "../../studio/store.ts";
import { useStudio } from "../studio-context.tsx";
import { neighbourhood, type Neighbourhood } from "./neighbourhood.ts";
import { useAtRest } from "./use-at-rest.ts";

/** Null without an example or a graph, and for an example outside it. */
export function useNeighbourhood(example: number | null): Neighbourhood | null {
  const ranked = useStudio(selectRankedPairs);
  const threshold = useAtRest(thresholdOf);
  return useMemo(
    () => (ranked === null || example === null ? null : neighbourhood(ranked, example, threshold)),
    [ranked, threshold, example],
  );
}

function thresholdOf(state: StudioState): number {
  return state.graph.threshold;
}
