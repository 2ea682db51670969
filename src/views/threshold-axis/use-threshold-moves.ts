/** The moves of one axis, for as long as it is on the page. */

import { useEffect, useMemo } from "react";
import { useCommands } from "../studio-context.tsx";
import { createThresholdMoves, type ThresholdMoves } from "./threshold-moves.ts";

export function useThresholdMoves(): ThresholdMoves {
  const commands = useCommands();
  const moves = useMemo(() => createThresholdMoves(commands), [commands]);
  useEffect(() => moves.stop, [moves]);
  return moves;
}
