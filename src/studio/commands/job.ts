/** One job of a kind at a time: a new one cancels the one before, and only the current one may report. */

import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";

export interface JobSlot {
  readonly running: () => boolean;
  readonly cancel: () => void;
  /** Resolves when no job runs any more, however it ended. */
  readonly settled: () => Promise<void>;
  /** Resolves when the job ended, cancelled or not; rejects only with what the job threw. */
  readonly start: (job: (cancel: CancelToken) => Promise<void>) => Promise<void>;
}

export function createJobSlot(): JobSlot {
  let current: ReturnType<typeof createCancelToken> | null = null;
  let settled: Promise<void> = Promise.resolve();
  return {
    running: () => current !== null,
    cancel: () => {
      current?.cancel();
      current = null;
    },
    settled: () => settled,
    start: async (job) => {
      current?.cancel();
      const source = createCancelToken();
      current = source;
      const previous = settled;
      const run = (async () => {
        // The cancelled job may still be putting its results away; two jobs must not write the same stage.
        await previous;
        try {
          if (!source.token.cancelled) await job(source.token);
        } catch (error) {
          if (!(error instanceof Cancelled)) throw error;
        } finally {
          if (current === source) current = null;
        }
      })();
      settled = run.catch(() => undefined);
      await run;
    },
  };
}

export function throwIfCancelled(cancel: CancelToken): void {
  if (cancel.cancelled) throw new Cancelled();
}

/** Waits for what cannot be stopped, but not longer than its waiter is wanted. @throws Cancelled */
export async function untilCancelled<Result>(
  work: Promise<Result>,
  cancel: CancelToken,
): Promise<Result> {
  let forget: () => void = () => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    forget = cancel.onCancel(() => reject(new Cancelled()));
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    forget();
  }
}

/** Runs `work` over all indices with at most `width` in flight; the first failure stops the rest and is thrown. */
export async function eachInParallel(
  count: number,
  width: number,
  cancel: CancelToken,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < count && !failed) {
      throwIfCancelled(cancel);
      const index = next;
      next += 1;
      try {
        await work(index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = Array.from({ length: Math.max(1, Math.min(width, count)) }, lane);
  // All lanes have stopped before the failure is thrown, so that none writes into what comes next.
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}
