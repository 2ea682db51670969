/** What the watches of the graph view share: one a store, which follows it as long as somebody listens. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import type { Studio, StudioState } from "../../studio/store.ts";

export interface StoreWatch {
  readonly tell: () => void;
  /** Returns a function that forgets the listener. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface StoreFollower {
  /** Before the first listener. */
  readonly onStart?: () => void;
  readonly follow: (state: StudioState, before: StudioState) => void;
  /** After the last listener. */
  readonly onStop: () => void;
}

export function createStoreWatch(studio: Studio, follower: StoreFollower): StoreWatch {
  const listeners = new Set<() => void>();
  let stop: (() => void) | null = null;
  return {
    tell: () => {
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      // A wrapper, because the same function may listen twice.
      const own = (): void => listener();
      listeners.add(own);
      if (stop === null) {
        follower.onStart?.();
        stop = studio.subscribe(follower.follow);
      }
      return () => {
        listeners.delete(own);
        if (listeners.size > 0) return;
        follower.onStop();
        stop?.();
        stop = null;
      };
    },
  };
}

/** So that all who ask about a store get the same answer. */
export function onePerStudio<Watch>(create: (studio: Studio) => Watch): (studio: Studio) => Watch {
  const made = new WeakMap<Studio, { readonly watch: Watch }>();
  return (studio) => {
    const known = made.get(studio) ?? { watch: create(studio) };
    made.set(studio, known);
    return known.watch;
  };
}

/** Another graph is new as a whole: it is no move of τ and waits for nothing. */
export function sameGraph(a: StudioState, b: StudioState): boolean {
  return selectRankedPairs(a) === selectRankedPairs(b) && selectDataset(a) === selectDataset(b);
}
