/** What the picture does for a move of τ: in one place, at once for the first of a burst and once more in the next frame for the last, past React. */

import { useEffect, type RefObject } from "react";
import type { RankedPairs } from "../../pipeline/artifacts.ts";
import { selectGraphStatistics, selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import { useStudioContext } from "../studio-context.tsx";
import type { GraphCanvas } from "./graph-canvas.ts";
import { isSweeping } from "./sweep-pace.ts";
import { thresholdRest } from "./threshold-rest.ts";

/** A new graph is seen first; its lines are work for a task of their own. */
const LINES_AFTER_MS = 50;

/** @param ranked the pairs whose edges the canvas has */
export function useThresholdTicks(
  canvas: RefObject<GraphCanvas | null>,
  ranked: RankedPairs | null,
  generation: unknown,
): void {
  const { studio } = useStudioContext();
  useEffect(() => {
    const rest = thresholdRest(studio);
    const show = (resting: boolean): void => {
      const state = studio.getState();
      if (ranked === null || selectRankedPairs(state) !== ranked) return;
      canvas.current?.showEdges(selectGraphStatistics(state)?.edges ?? 0, resting);
    };
    // While a sweep runs each landed point redraws nodes, and with them every line: the density shows the edges alone.
    const burst = createBurst(() => show(!rest.moving() && !isSweeping(studio.getState())));
    show(false);
    const lines = setTimeout(burst.request, LINES_AFTER_MS);
    const stop = rest.subscribe(burst.request);
    return () => {
      clearTimeout(lines);
      stop();
      burst.cancel();
    };
  }, [studio, canvas, ranked, generation]);
}

interface Burst {
  readonly request: () => void;
  readonly cancel: () => void;
}

/** The axis moves τ within a frame, so that the first call is served in the same one; more calls before the next frame are served there, together. */
function createBurst(run: () => void): Burst {
  let frame: number | null = null;
  let again = false;
  return {
    request: () => {
      if (frame !== null) {
        again = true;
        return;
      }
      frame = requestAnimationFrame(() => {
        frame = null;
        if (!again) return;
        again = false;
        run();
      });
      run();
    },
    cancel: () => {
      if (frame !== null) cancelAnimationFrame(frame);
    },
  };
}
