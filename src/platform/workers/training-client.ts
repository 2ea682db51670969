/** Training off the page's thread: a few equal workers on the processor, or one on a GPU. */

import { StudioError } from "../../errors.ts";
import {
  Cancelled,
  type CancelToken,
  type EpochReport,
  type LinearProbePoint,
  type RunPoint,
} from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { createJobQueue, type JobQueue } from "./job-queue.ts";
import type { TrainingDevice, TrainingProtocol } from "./training-protocol.ts";
import { link, type Linked } from "./worker-link.ts";

const METHODS: readonly (keyof TrainingProtocol)[] = [
  "openDevice",
  "prepare",
  "trainRun",
  "linearProbe",
];

/** Beyond this the copies of features and similarities cost more memory than they win time. */
const MAX_WORKERS = 4;

/** A driver that has lost its device twice will lose it again. */
const MAX_DEVICE_LOSSES = 2;

export interface TrainingClientOptions {
  /** The machine's logical processors. */
  readonly processors: number;
  /** From ?backend=. */
  readonly forcedBackend: TrainingDevice["backend"] | null;
  readonly startWorker?: () => Worker | MessagePort;
}

export interface TrainingClient {
  readonly concurrency: () => number;
  /** Opens the workers where that is still to do and hands each the problem of the runs to come. */
  readonly prepare: (problem: SweepProblem) => Promise<TrainingDevice>;
  /** Stops within an epoch of a cancellation; the caller does not wait for it. */
  readonly trainRun: (
    runSeed: number,
    threshold: number,
    onEpoch: (report: EpochReport) => void,
    cancel: CancelToken,
  ) => Promise<RunPoint>;
  readonly linearProbe: (runSeed: number, cancel: CancelToken) => Promise<LinearProbePoint>;
}

interface TrainingPool {
  readonly links: readonly Linked<TrainingProtocol>[];
  readonly device: TrainingDevice;
  readonly jobs: JobQueue<TrainingProtocol>;
}

/**
 * A call that is cancelled rejects with Cancelled. A worker that dies (platform/worker-crashed) or a GPU that is lost (platform/device-lost)
 * ends all workers and rejects every call with that code; the next `prepare` starts new ones, on wasm after two losses.
 */
export function createTrainingService({
  processors,
  forcedBackend,
  startWorker = startTrainingWorker,
}: TrainingClientOptions): TrainingClient {
  // One a core on the processor: a run's matrix products fill a core, and TensorFlow.js's own threads do not work in a bundle.
  const workerCount = Math.max(1, Math.min(MAX_WORKERS, processors));
  let pool: TrainingPool | null = null;
  let deviceLosses = 0;

  const end = (reason: Error): void => {
    const ended = pool;
    pool = null;
    ended?.jobs.end(reason);
  };

  const prepare = async (problem: SweepProblem): Promise<TrainingDevice> => {
    const wanted = forcedBackend ?? (deviceLosses < MAX_DEVICE_LOSSES ? null : "wasm");
    pool ??= await openPool(startWorker, workerCount, wanted, () => (pool = null));
    const { links, device } = pool;
    try {
      await Promise.all(links.map(({ call }) => call.prepare(problem)));
    } catch (error) {
      end(asError(error));
      throw error;
    }
    return device;
  };

  const run = async <Result>(job: Job<Result>, cancel: CancelToken): Promise<Result> => {
    const used = pool;
    if (used === null) throw new StudioError("platform/worker-crashed", "The workers have ended.");
    try {
      return await used.jobs.add(job, cancel);
    } catch (error) {
      if (isDeviceLoss(error) && pool === used) {
        deviceLosses += 1;
        end(error);
      }
      throw error;
    }
  };

  return {
    concurrency: () => pool?.links.length ?? workerCount,
    prepare,
    trainRun: (runSeed, threshold, onEpoch, cancel) =>
      run((worker) => worker.trainRun(runSeed, threshold, onEpoch, cancel), cancel),
    linearProbe: (runSeed, cancel) => {
      // It never yields: ending its worker is the only way to stop it, and the next prepare opens new ones.
      const job: Job<LinearProbePoint> = async (worker) => {
        const forget = cancel.onCancel(() => end(new Cancelled()));
        try {
          return await worker.linearProbe(runSeed);
        } finally {
          forget();
        }
      };
      return run(job, cancel);
    },
  };
}

type Job<Result> = (worker: TrainingProtocol) => Promise<Result>;

function isDeviceLoss(error: unknown): error is StudioError {
  return error instanceof StudioError && error.code === "platform/device-lost";
}

/** The first worker chooses the backend, the others follow it. */
async function openPool(
  startWorker: () => Worker | MessagePort,
  workerCount: number,
  forced: TrainingDevice["backend"] | null,
  onCrash: () => void,
): Promise<TrainingPool> {
  const links: Linked<TrainingProtocol>[] = [];
  const start = async (backend: TrainingDevice["backend"] | null): Promise<TrainingDevice> => {
    const linked = link<TrainingProtocol>(startWorker(), METHODS);
    links.push(linked);
    return linked.call.openDevice(backend);
  };
  try {
    const device = await start(forced);
    const others = device.backend === "webgpu" ? 0 : workerCount - 1;
    await Promise.all(Array.from({ length: others }, () => start(device.backend)));
    return { links, device, jobs: createJobQueue(links, 1, onCrash) };
  } catch (error) {
    for (const { dispose } of links) dispose();
    throw error;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function startTrainingWorker(): Worker {
  return new Worker(new URL("./training.worker.ts", import.meta.url), { type: "module" });
}
