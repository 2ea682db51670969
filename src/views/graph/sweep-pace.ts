/** Points of a sweep may land many times a second, and each may change the look of every node: while a sweep runs the picture follows once a second. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import type { Studio, StudioState } from "../../studio/store.ts";

export interface SweepPace {
  /** True while a sweep runs: what was read in this turn is kept until the next. */
  readonly holding: () => boolean;
  /** Grows about once a second while points land, and at once for another graph. */
  readonly turn: () => number;
  /** Called when the turn grew. Returns a function that forgets the listener. */
  readonly subscribe: (listener: () => void) => () => void;
}

const TURN_MS = 1000;

const paces = new WeakMap<Studio, SweepPace>();

/** One pace a store, so that all that follow it change together. */
export function sweepPace(studio: Studio): SweepPace {
  const known = paces.get(studio);
  if (known !== undefined) return known;
  const made = createSweepPace(studio);
  paces.set(studio, made);
  return made;
}

export function isSweeping({ evaluation }: StudioState): boolean {
  return evaluation.run.status === "running";
}

function createSweepPace(studio: Studio): SweepPace {
  const listeners = new Set<() => void>();
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stop: (() => void) | null = null;
  const settle = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const next = (): void => {
    settle();
    turn += 1;
    for (const listener of [...listeners]) listener();
  };
  const follow = (state: StudioState, before: StudioState): void => {
    if (!isSweeping(state) || !isSweeping(before) || !sameGraph(state, before)) next();
    else timer ??= setTimeout(next, TURN_MS);
  };
  return {
    holding: () => isSweeping(studio.getState()),
    turn: () => turn,
    subscribe: (listener) => {
      // A wrapper, because the same function may listen twice.
      const own = (): void => listener();
      listeners.add(own);
      if (stop === null) {
        // What happened before was not followed.
        turn += 1;
        stop = studio.subscribe(follow);
      }
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
