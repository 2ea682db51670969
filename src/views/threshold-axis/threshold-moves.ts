/** How a visitor's moves reach τ: the last of a burst in the next frame, and training once the slider has come to rest. */

import type { StudioCommands } from "../../studio/commands.ts";

/** How long after the last move the slider counts as resting, although a pointer or key may still be down. */
const REST_MS = 150;

type MoveCommands = Pick<StudioCommands, "setThreshold" | "trainAtThreshold">;

export interface ThresholdMoves {
  readonly move: (threshold: number) => void;
  /** The pointer or the key was let go. */
  readonly release: () => void;
  /** The move that waits for its frame; null when none does. */
  readonly pending: () => number | null;
  /** Forgets what waits. */
  readonly stop: () => void;
}

/** Trains after a move only: neither a first picture nor a τ that was set elsewhere starts a run. */
export function createThresholdMoves(commands: MoveCommands): ThresholdMoves {
  let waiting: { readonly frame: number; threshold: number } | null = null;
  let rest: number | null = null;
  const stop = (): void => {
    if (waiting !== null) cancelAnimationFrame(waiting.frame);
    if (rest !== null) clearTimeout(rest);
    waiting = null;
    rest = null;
  };
  const train = (): void => {
    stop();
    void commands.trainAtThreshold();
  };
  const apply = (): void => {
    const threshold = waiting?.threshold;
    stop();
    if (threshold === undefined) return;
    commands.setThreshold(threshold);
    rest = window.setTimeout(train, REST_MS);
  };
  return {
    stop,
    pending: () => waiting?.threshold ?? null,
    move: (threshold) => {
      // The slider rests no more, although its frame may come after the end of the rest before.
      if (rest !== null) clearTimeout(rest);
      rest = null;
      if (waiting === null) waiting = { frame: requestAnimationFrame(apply), threshold };
      else waiting.threshold = threshold;
    },
    release: () => {
      if (waiting !== null) apply();
      if (rest !== null) train();
    },
  };
}
