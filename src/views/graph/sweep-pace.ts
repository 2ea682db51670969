/** Points of a sweep may land many times a second, and each may change the look of every node: while a sweep runs the picture follows once a second. */

import type { Studio, StudioState } from "../../studio/store.ts";
import { createStoreWatch, onePerStudio, sameGraph } from "./store-watch.ts";

export interface SweepPace {
  /** True while a sweep runs: what was read in this turn is kept until the next. */
  readonly holding: () => boolean;
  /** Grows about once a second while points land, and at once for another graph. */
  readonly turn: () => number;
  /** Called when the turn grew. Returns a function that forgets the listener. */
  readonly subscribe: (listener: () => void) => () => void;
}

const TURN_MS = 1000;

/** All that follow it change together. */
export const sweepPace = onePerStudio(createSweepPace);

export function isSweeping({ evaluation }: StudioState): boolean {
  return evaluation.run.status === "running";
}

function createSweepPace(studio: Studio): SweepPace {
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const settle = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const next = (): void => {
    settle();
    turn += 1;
    tell();
  };
  const { tell, subscribe } = createStoreWatch(studio, {
    // What happened before was not followed.
    onStart: () => (turn += 1),
    follow: (state, before) => {
      if (!isSweeping(state) || !isSweeping(before) || !sameGraph(state, before)) next();
      else timer ??= setTimeout(next, TURN_MS);
    },
    onStop: settle,
  });
  return { holding: () => isSweeping(studio.getState()), turn: () => turn, subscribe };
}
