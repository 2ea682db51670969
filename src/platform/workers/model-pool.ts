/** One frozen model on its workers: loaded when first needed, run job by job, ended as a whole. */

import { StudioError } from "../../errors.ts";
import { Cancelled, type CancelToken, type OnProgress } from "../../pipeline/artifacts.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import { createJobQueue, type JobQueue } from "./job-queue.ts";
import {
  openModelWorkers,
  type ModelProtocol,
  type ModelWorkers,
  type ModelWorkersOptions,
} from "./model-workers.ts";
import { watchGrowth } from "./memory-growth.ts";
import { createSharedCalls } from "./shared-calls.ts";

/** While one image is in the model, the next is decoded. */
const JOBS_PER_WORKER = 2;

/** More would wait long for a picture that brings every worker down. */
const MOST_TRIES = 3;

export interface ModelPool<P> {
  /** Resolves at once when the model is loaded. Cancelling ends the workers that are loading. */
  readonly load: (onProgress: OnProgress, cancel: CancelToken) => Promise<InferenceDevice>;
  /**
   * Loads the model where that is still to do. A worker that dies, or fails with anything but an expected error, ends the pool: ONNX
   * Runtime and the library cannot be trusted after that. The job is tried again on new workers; its third error is thrown.
   */
  readonly run: <Result>(
    job: (worker: P) => Promise<Result>,
    cancel: CancelToken,
  ) => Promise<Result>;
  /** How many jobs keep every worker busy. */
  readonly concurrency: () => number;
  /** Ends the workers; their jobs reject with Cancelled, and the next load starts new ones. */
  readonly release: () => void;
}

interface LoadedModel<P> {
  readonly jobsPerWorker: number;
  readonly device: InferenceDevice;
  readonly workerCount: number;
  readonly jobs: JobQueue<P>;
  readonly tally: Tally;
  readonly hasGrown: () => Promise<boolean>;
}

export function createModelPool<P extends ModelProtocol>(
  options: ModelWorkersOptions<P>,
): ModelPool<P> {
  const loading = createSharedCalls<LoadedModel<P>>();
  let loaded: LoadedModel<P> | null = null;
  /** Replaced for its memory, while its last jobs run. */
  let retiring: JobQueue<P> | null = null;
  let retired = Promise.resolve();
  let stopLoading: () => void = () => undefined;
  /** Counts releases, so that a load which one of them overtook is told from one that counts. */
  let releases = 0;

  const open = async (onProgress: OnProgress, cancel: CancelToken): Promise<LoadedModel<P>> => {
    const releasesBefore = releases;
    // The old workers' memory is free before new ones load the model.
    await retired;
    const isOvertaken = (): boolean => cancel.cancelled || releases !== releasesBefore;
    if (isOvertaken()) throw new Cancelled();
    const { result, stop } = openModelWorkers(options, onProgress);
    stopLoading = stop;
    const forget = cancel.onCancel(stop);
    const { links, device } = await result;
    forget();
    if (isOvertaken()) {
      stop();
      throw new Cancelled();
    }
    loaded = loadedModel(options, { links, device }, () => {
      loaded = null;
    });
    return loaded;
  };

  /** New workers take the place of those that hold much more memory than after their first jobs. */
  const replaceIfGrown = async (model: LoadedModel<P>): Promise<void> => {
    if (!(await model.hasGrown()) || loaded !== model) return;
    loaded = null;
    retiring = model.jobs;
    retired = model.tally.none().then(() => model.jobs.end(new Cancelled(), true));
  };

  const model = async (onProgress: OnProgress, cancel: CancelToken): Promise<LoadedModel<P>> =>
    loaded ?? loading.join(String(releases), cancel, (shared) => open(onProgress, shared));

  return {
    load: async (onProgress, cancel) => (await model(onProgress, cancel)).device,
    run: (job, cancel) =>
      triedAgain(cancel, async () => {
        // No pause between finding the workers and giving them the job, in which they could be replaced.
        const current = loaded ?? (await model(() => undefined, cancel));
        const result = await current.tally.during(current.jobs.add(job, cancel));
        // A look at a worker that has just ended says nothing.
        void replaceIfGrown(current).catch(() => undefined);
        return result;
      }),
    concurrency: () =>
      loaded === null ? JOBS_PER_WORKER * options.size : loaded.jobsPerWorker * loaded.workerCount,
    release: () => {
      releases += 1;
      stopLoading();
      for (const jobs of [loaded?.jobs, retiring]) jobs?.end(new Cancelled());
      loaded = null;
      retiring = null;
    },
  };
}

function loadedModel<P extends ModelProtocol>(
  { jobsPerGpuWorker = JOBS_PER_WORKER, memoryBytes }: ModelWorkersOptions<P>,
  { links, device }: ModelWorkers<P>,
  onCrash: () => void,
): LoadedModel<P> {
  const jobsPerWorker = device.device === "webgpu" ? jobsPerGpuWorker : JOBS_PER_WORKER;
  const workers = links.map(({ call }) => call);
  return {
    device,
    workerCount: links.length,
    jobsPerWorker,
    jobs: createJobQueue(links, jobsPerWorker, onCrash, isBroken),
    tally: createTally(),
    hasGrown: watchGrowth(workers, memoryBytes),
  };
}

/** Tells when no job is left. */
interface Tally {
  readonly during: <Result>(job: Promise<Result>) => Promise<Result>;
  readonly none: () => Promise<void>;
}

function createTally(): Tally {
  let running = 0;
  let whenNone: () => void = () => undefined;
  return {
    during: (job) => {
      running += 1;
      return job.finally(() => {
        running -= 1;
        if (running === 0) whenNone();
      });
    },
    none: () =>
      new Promise((resolve) => {
        if (running === 0) resolve();
        else whenNone = resolve;
      }),
  };
}

async function triedAgain<Result>(
  cancel: CancelToken,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === MOST_TRIES || !isBroken(error) || cancel.cancelled) throw error;
    }
  }
}

/** Whether the worker of a job that failed so is of no more use. */
function isBroken(error: unknown): boolean {
  return (
    error instanceof StudioError &&
    ["platform/worker-crashed", "platform/device-lost", "platform/internal"].includes(error.code)
  );
}
