/** Whether τ rests. While it moves, only what is cheap follows each move; the rest of the graph view waits until τ has stood still for a moment. */

import type { Studio } from "../../studio/store.ts";
import { createStoreWatch, onePerStudio, sameGraph } from "./store-watch.ts";

export interface ThresholdRest {
  /** True from a move of τ within one graph until REST_MS after the last. */
  readonly moving: () => boolean;
  /** Called for every change of the store, and when τ comes to rest. Returns a function that forgets the listener. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Long enough to bridge the pauses of a hand, short enough to feel at once. */
const REST_MS = 150;

export const thresholdRest = onePerStudio(createThresholdRest);

function createThresholdRest(studio: Studio): ThresholdRest {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const settle = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const { tell, subscribe } = createStoreWatch(studio, {
    follow: (state, before) => {
      if (!sameGraph(state, before)) settle();
      else if (state.graph.threshold !== before.graph.threshold) {
        settle();
        timer = setTimeout(() => {
          timer = null;
          tell();
        }, REST_MS);
      }
      tell();
    },
    onStop: settle,
  });
  return { moving: () => timer !== null, subscribe };
}
