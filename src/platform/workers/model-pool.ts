/** One frozen model on its workers: loaded when first needed, run job by job, ended as a whole. */

import { Cancelled, type CancelToken, type OnProgress } from "../../pipeline/artifacts.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";
import { createJobQueue, type JobQueue } from "./job-queue.ts";
import { openModelWorkers, type ModelWorkersOptions } from "./model-workers.ts";
import { createSharedCalls } from "./shared-calls.ts";

/** While one image is in the model, the next is decoded. */
const JOBS_PER_WORKER = 2;

export interface ModelPool {
  /** Resolves at once when the model is loaded. Cancelling ends the workers that are loading. */
  readonly load: (onProgress: OnProgress, cancel: CancelToken) => Promise<InferenceDevice>;
  /** Loads the model where that is still to do. A worker that dies ends the pool, and the next load starts afresh. */
  readonly run: <Result>(
    job: (worker: FoundationProtocol) => Promise<Result>,
    cancel: CancelToken,
  ) => Promise<Result>;
  /** How many jobs keep every worker busy. */
  readonly concurrency: () => number;
  /** Ends the workers; their jobs reject with Cancelled, and the next load starts new ones. */
  readonly release: () => void;
}

interface LoadedModel {
  readonly device: InferenceDevice;
  readonly workerCount: number;
  readonly jobs: JobQueue<FoundationProtocol>;
}

export function createModelPool(options: ModelWorkersOptions): ModelPool {
  const loading = createSharedCalls<LoadedModel>();
  let loaded: LoadedModel | null = null;
  let stopLoading: () => void = () => undefined;
  /** Counts releases, so that a load which one of them overtook is told from one that counts. */
  let releases = 0;

  const open = async (onProgress: OnProgress, cancel: CancelToken): Promise<LoadedModel> => {
    const releasesBefore = releases;
    const { result, stop } = openModelWorkers(options, onProgress);
    stopLoading = stop;
    const forget = cancel.onCancel(stop);
    const { links, device } = await result;
    forget();
    if (cancel.cancelled || releases !== releasesBefore) {
      stop();
      throw new Cancelled();
    }
    const jobs = createJobQueue(links, JOBS_PER_WORKER, () => {
      loaded = null;
    });
    loaded = { device, workerCount: links.length, jobs };
    return loaded;
  };

  const model = async (onProgress: OnProgress, cancel: CancelToken): Promise<LoadedModel> =>
    loaded ?? loading.join(String(releases), cancel, (shared) => open(onProgress, shared));

  return {
    load: async (onProgress, cancel) => (await model(onProgress, cancel)).device,
    run: async (job, cancel) => (await model(() => undefined, cancel)).jobs.add(job, cancel),
    concurrency: () => JOBS_PER_WORKER * (loaded?.workerCount ?? options.size),
    release: () => {
      releases += 1;
      stopLoading();
      loaded?.jobs.end(new Cancelled());
      loaded = null;
    },
  };
}
