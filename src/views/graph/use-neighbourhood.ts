/** An example's neighbours in the shown graph at τ. */

import { useMemo } from "react";
import { selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import { useStudio } from "../studio-context.tsx";
import { neighbourhood, type Neighbourhood } from "./neighbourhood.ts";

/** Null without an example or a graph, and for an example outside it. */
export function useNeighbourhood(example: number | null): Neighbourhood | null {
  const ranked = useStudio(selectRankedPairs);
  const threshold = useStudio((state) => state.graph.threshold);
  return useMemo(
    () => (ranked === null || example === null ? null : neighbourhood(ranked, example, threshold)),
    [ranked, threshold, example],
  );
}
