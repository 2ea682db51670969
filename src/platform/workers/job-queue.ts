/** Hands jobs to a group of equal workers, urgent ones first, else first come first served, each to the worker that has the fewest. */

import { StudioError } from "../../errors.ts";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import type { Linked } from "./worker-link.ts";

export interface JobQueue<P> {
  /** A job that has started is not interrupted here; a caller that cancels does not wait for it. An urgent one goes before all that wait. */
  readonly add: <Result>(
    run: (worker: P) => Promise<Result>,
    cancel: CancelToken,
    urgent?: boolean,
  ) => Promise<Result>;
  /** Ends the workers; every job rejects with the reason. @param spoilt see `Linked.dispose` */
  readonly end: (reason: Error, spoilt?: boolean) => void;
}

interface Job<P> {
  /** Settles when the worker is free again; rejects only if it died. */
  readonly start: (worker: P) => Promise<void>;
  readonly reject: (reason: Error) => void;
}

interface BusyWorker<P> {
  readonly linked: Linked<P>;
  readonly jobs: Set<Job<P>>;
}

/**
 * @param onCrash called once when one of the workers dies, just before all jobs are rejected and the other workers ended
 * @param isCrash which failure of a job means that its worker is of no more use
 */
export function createJobQueue<P>(
  links: readonly Linked<P>[],
  jobsPerWorker: number,
  onCrash: () => void,
  isCrash: (error: unknown) => boolean = isWorkerCrash,
): JobQueue<P> {
  const waiting: Job<P>[] = [];
  let workers: readonly BusyWorker<P>[] = links.map((linked) => ({ linked, jobs: new Set() }));

  const end = (reason: Error, spoilt = false): void => {
    const ended = workers;
    workers = [];
    const jobs = [...waiting.splice(0), ...ended.flatMap((worker) => [...worker.jobs])];
    for (const job of jobs) job.reject(reason);
    for (const { linked } of ended) linked.dispose(spoilt);
  };

  const startNext = (): void => {
    const free = workers
      .filter(({ jobs }) => jobs.size < jobsPerWorker)
      .sort((a, b) => a.jobs.size - b.jobs.size)[0];
    const job = free === undefined ? undefined : waiting.shift();
    if (free === undefined || job === undefined) return;
    free.jobs.add(job);
    void job
      .start(free.linked.call)
      .catch((error: unknown) => {
        if (!workers.includes(free)) return;
        // First, so that a caller who tries again finds no dead queue.
        onCrash();
        end(asError(error), true);
      })
      .finally(() => {
        free.jobs.delete(job);
        startNext();
      });
    startNext();
  };

  return {
    end,
    add: (run, cancel, urgent = false) =>
      new Promise((resolve, reject) => {
        const start = (worker: P): Promise<void> =>
          settled(run(worker), resolve, reject, isCrash).finally(() => forget());
        const job = { start, reject };
        const forget = cancel.onCancel(() => {
          const place = waiting.indexOf(job);
          if (place !== -1) waiting.splice(place, 1);
          reject(new Cancelled());
        });
        if (!cancel.cancelled && urgent) waiting.unshift(job);
        else if (!cancel.cancelled) waiting.push(job);
        startNext();
      }),
  };
}

/** Hands the outcome on. @throws what means that the worker is of no more use: the queue ends with it, and rejects all its jobs */
async function settled<Result>(
  work: Promise<Result>,
  resolve: (result: Result) => void,
  reject: (reason: Error) => void,
  isCrash: (error: unknown) => boolean,
): Promise<void> {
  try {
    resolve(await work);
  } catch (error) {
    if (isCrash(error)) throw error;
    reject(asError(error));
  }
}

function isWorkerCrash(error: unknown): boolean {
  return error instanceof StudioError && error.code === "platform/worker-crashed";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
