/** Turns "done so far" into a rate and the time left, over the last few seconds so that cached results do not flatter it for long. */

import type { RunningProgress } from "../stage-run.ts";

/** Long enough to be steady at a few results a second, short enough to follow a change of pace. */
const WINDOW_MS = 6000;

export interface ProgressMeter {
  readonly at: (label: string, done: number, total: number) => RunningProgress;
}

/** @param clock milliseconds, monotonic */
export function createProgressMeter(clock: () => number): ProgressMeter {
  let samples: { time: number; done: number }[] = [];
  let lastLabel = "";
  return {
    at: (label, done, total) => {
      const time = clock();
      if (label !== lastLabel) samples = [];
      lastLabel = label;
      samples.push({ time, done });
      samples = samples.filter((sample) => time - sample.time <= WINDOW_MS);
      const first = samples[0];
      const elapsedSeconds = first === undefined ? 0 : (time - first.time) / 1000;
      const rate =
        first !== undefined && elapsedSeconds > 0.5 && done > first.done
          ? (done - first.done) / elapsedSeconds
          : null;
      const secondsLeft = rate === null || total === 0 ? null : (total - done) / rate;
      return { label, done, total, rate, secondsLeft };
    },
  };
}
