/** Whether τ rests. While it moves, only what is cheap follows each move; the rest of the graph view waits until τ has stood still for a moment. */

import type { StudioState, Studio } from "../../studio/store.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";

export interface ThresholdRest {
  /** True from a move of τ within one graph until REST_MS after the last. */
  readonly moving: () => boolean;
  /** Called for every change of the store, and when τ comes to rest. Returns a function that forgets the listener. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Long enough to bridge the pauses of a hand, short enough to feel at once. */
const REST_MS = 150;

const watches = new WeakMap<Studio, ThresholdRest>();

/** One watch a store, so that all who ask get the same answer. */
export function thresholdRest(studio: Studio): ThresholdRest {
  const known = watches.get(studio);
  if (known !== undefined) return known;
  const made = createThresholdRest(studio);
  watches.set(studio, made);
  return made;
}

function createThresholdRest(studio: Studio): ThresholdRest {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stop: (() => void) | null = null;
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const settle = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const follow = (state: StudioState, before: StudioState): void => {
    // Another graph is no move of τ: all of it is new.
    if (!sameGraph(state, before)) settle();
    else if (state.graph.threshold !== before.graph.threshold) {
      settle();
      timer = setTimeout(() => {
        timer = null;
        tell();
      }, REST_MS);
    }
    tell();
  };
  return {
    moving: () => timer !== null,
    subscribe: (listener) => {
      // A wrapper, because the same function may listen twice.
      const own = (): void => listener();
      listeners.add(own);
      stop ??= studio.subscribe(follow);
      return () => {
        listeners.delete(own);
        if (listeners.size > 0) return;
        settle();
        stop?.();
        stop = null;
      };
    },
  };
}

function sameGraph(a: StudioState, b: StudioState): boolean {
  return selectRankedPairs(a) === selectRankedPairs(b) && selectDataset(a) === selectDataset(b);
}
