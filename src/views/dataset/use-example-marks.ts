/** The marks of the shown run, computed again only when the split changes. */

import { useMemo } from "react";
import { selectPools, selectShownSplit } from "../../studio/selectors/pools.ts";
import { useStudio } from "../studio-context.tsx";
import { exampleMarks, type ExampleMark } from "./example-marks.ts";

/** Null until there is a data set. */
export function useExampleMarks(): readonly ExampleMark[] | null {
  const pools = useStudio(selectPools);
  const split = useStudio(selectShownSplit);
  return useMemo(
    () => (pools === null || split === null ? null : exampleMarks(pools, split)),
    [pools, split],
  );
}
