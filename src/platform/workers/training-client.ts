/** Training off the page's thread: a few equal workers on the processor, or one on a GPU. */

import { StudioError } from "../../errors.ts";
import {
  Cancelled,
  type CancelToken,
  type LinearProbePoint,
  type RunPoint,
  type RunReport,
} from "../../pipeline/artifacts.ts";
import type { AdapterParameterValues } from "../../pipeline/adapter/initial-parameters.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import type { AdapterOrigin, TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import { createIdleTimer } from "./idle-timer.ts";
import { createJobQueue, type JobQueue } from "./job-queue.ts";
import { workersThatFit } from "./training-memory.ts";
import type { TrainingDevice, TrainingProtocol } from "./training-protocol.ts";
import { link, type Linked, type LinkedWorker } from "./worker-link.ts";

const METHODS: readonly (keyof TrainingProtocol)[] = [
  "openDevice",
  "prepare",
  "trainRuns",
  "trainParameters",
  "trainAdapter",
  "linearProbe",
];

/** Beyond this each worker's own copy of the inputs costs more memory than it wins time. */
const MAX_WORKERS = 4;

/** A driver that has lost its device twice will lose it again. */
const MAX_DEVICE_LOSSES = 2;

/** Workers hold inputs and kernels; after this time without work their memory is better given back. */
const IDLE_MS = 60_000;

export interface TrainingClientOptions {
  /** The machine's logical processors. */
  readonly processors: number;
  /** From ?backend=. */
  readonly forcedBackend: TrainingDevice["backend"] | null;
  readonly startWorker?: () => LinkedWorker;
  /** In place of that where a GPU is to train that models use too; on the processor training has workers of its own. */
  readonly startOnGpu?: (() => LinkedWorker) | undefined;
}

export interface TrainingClient {
  readonly concurrency: () => number;
  /** Opens the workers where that is still to do and hands each the problem of the runs to come; resolves at once when they have it. */
  readonly prepare: (problem: SweepProblem) => Promise<TrainingDevice>;
  /** True on a GPU, where all seeds of a τ are one wider problem. */
  readonly trainsSeedsTogether: () => boolean;
  /** One point a seed. Stops within an epoch of a cancellation; the caller does not wait for it. An urgent call goes before those that wait. */
  readonly trainRuns: (
    runSeeds: readonly number[],
    threshold: number,
    onReport: (report: RunReport) => void,
    cancel: CancelToken,
    urgent: boolean,
  ) => Promise<readonly RunPoint[]>;
  /** Of the kept epoch of one seed's run, which is trained for them. */
  readonly trainParameters: (
    runSeed: number,
    threshold: number,
    cancel: CancelToken,
  ) => Promise<AdapterParameterValues>;
  /** One seed's run with all that it takes to predict a further row; it goes before the calls that wait. */
  readonly trainAdapter: (
    origin: AdapterOrigin,
    runSeed: number,
    threshold: number,
    onReport: (report: RunReport) => void,
    cancel: CancelToken,
  ) => Promise<TrainedAdapter>;
  readonly linearProbe: (runSeed: number, cancel: CancelToken) => Promise<LinearProbePoint>;
}

interface TrainingPool {
  readonly links: readonly Linked<TrainingProtocol>[];
  readonly device: TrainingDevice;
  readonly jobs: JobQueue<TrainingProtocol>;
  /** What every worker was handed last; null while it is handed over. */
  problem: SweepProblem | null;
}

/**
 * A call that is cancelled rejects with Cancelled. A worker that dies (platform/worker-crashed) or a GPU that is lost (platform/device-lost)
 * ends all workers and rejects every call with that code; the next `prepare` starts new ones, on the processor after two losses.
 * Workers without work end after a minute.
 */
export function createTrainingService(options: TrainingClientOptions): TrainingClient {
  const { processors, forcedBackend } = options;
  // One a core on the processor: a run's matrix products fill a core, and TensorFlow.js's own threads do not work in a bundle.
  const workerCount = Math.max(1, Math.min(MAX_WORKERS, processors));
  let pool: TrainingPool | null = null;
  let deviceLosses = 0;
  let lastPrepare: Promise<unknown> = Promise.resolve();

  const end = (reason: Error, spoilt = false): void => {
    const ended = pool;
    pool = null;
    ended?.jobs.end(reason, spoilt);
  };
  const idle = createIdleTimer(IDLE_MS, () => end(new Cancelled()));

  const handOver = async (problem: SweepProblem): Promise<TrainingDevice> => {
    const count = workersThatFit(problem, workerCount);
    if (pool !== null && hasOtherSize(pool, count)) end(new Cancelled());
    const wanted = forcedBackend ?? (deviceLosses < MAX_DEVICE_LOSSES ? null : "simd");
    const used = (pool ??= await openPool(options, count, wanted, () => (pool = null)));
    try {
      await handToEach(used, problem);
    } catch (error) {
      if (isDeviceLoss(error)) deviceLosses += 1;
      end(asError(error));
      throw error;
    }
    return used.device;
  };

  const run = async <Result>(
    job: Job<Result>,
    cancel: CancelToken,
    urgent: boolean,
  ): Promise<Result> => {
    const used = pool;
    if (used === null) throw new StudioError("platform/worker-crashed", "The workers have ended.");
    try {
      return await idle.during(() => used.jobs.add(job, cancel, urgent));
    } catch (error) {
      if (!isDeviceLoss(error) || pool !== used) throw error;
      deviceLosses += 1;
      end(error, true);
      throw error;
    }
  };

  return {
    concurrency: () => pool?.links.length ?? workerCount,
    // One after the other: two that open workers at the same time would leave the first ones without an owner.
    prepare: (problem) => {
      const result = lastPrepare.then(() => idle.during(() => handOver(problem)));
      lastPrepare = result.catch(() => undefined);
      return result;
    },
    trainsSeedsTogether: () => pool?.device.backend === "webgpu",
    ...jobCalls(run, () => end(new Cancelled())),
  };
}

/** A GPU has one worker whatever the problem. */
function hasOtherSize({ device, links }: TrainingPool, count: number): boolean {
  return device.backend !== "webgpu" && links.length !== count;
}

type Job<Result> = (worker: TrainingProtocol) => Promise<Result>;
type RunJob = <Result>(job: Job<Result>, cancel: CancelToken, urgent: boolean) => Promise<Result>;

function jobCalls(
  run: RunJob,
  endWorkers: () => void,
): Pick<TrainingClient, "trainRuns" | "trainParameters" | "trainAdapter" | "linearProbe"> {
  return {
    trainRuns: (runSeeds, threshold, onReport, cancel, urgent) =>
      run((worker) => worker.trainRuns(runSeeds, threshold, onReport, cancel), cancel, urgent),
    trainParameters: (runSeed, threshold, cancel) =>
      run((worker) => worker.trainParameters(runSeed, threshold, cancel), cancel, false),
    trainAdapter: (origin, runSeed, threshold, onReport, cancel) =>
      run(
        (worker) => worker.trainAdapter(origin, runSeed, threshold, onReport, cancel),
        cancel,
        true,
      ),
    // It never yields: ending its worker is the only way to stop it, and the next prepare opens new ones.
    linearProbe: (runSeed, cancel) =>
      run((worker) => probe(worker, runSeed, cancel, endWorkers), cancel, false),
  };
}

async function probe(
  worker: TrainingProtocol,
  runSeed: number,
  cancel: CancelToken,
  stop: () => void,
): Promise<LinearProbePoint> {
  const forget = cancel.onCancel(stop);
  try {
    return await worker.linearProbe(runSeed);
  } finally {
    forget();
  }
}

async function handToEach(pool: TrainingPool, problem: SweepProblem): Promise<void> {
  if (pool.problem !== null && isSameProblem(pool.problem, problem)) return;
  pool.problem = null;
  await Promise.all(pool.links.map(({ call }) => call.prepare(problem)));
  pool.problem = problem;
}

/** Equal parts by identity: the studio makes them anew only when they have changed. */
function isSameProblem(a: SweepProblem, b: SweepProblem): boolean {
  const parts = new Map<string, unknown>(Object.entries(b));
  return Object.entries(a).every(([name, part]) => Object.is(part, parts.get(name)));
}

function isDeviceLoss(error: unknown): error is StudioError {
  return error instanceof StudioError && error.code === "platform/device-lost";
}

/** The first worker chooses the backend, the others follow it. */
async function openPool(
  { startWorker = startTrainingWorker, startOnGpu }: TrainingClientOptions,
  workerCount: number,
  forced: TrainingDevice["backend"] | null,
  onCrash: () => void,
): Promise<TrainingPool> {
  const links: Linked<TrainingProtocol>[] = [];
  const start = async (
    backend: TrainingDevice["backend"] | null,
    startOne = startWorker,
  ): Promise<TrainingDevice> => {
    const linked = link<TrainingProtocol>(startOne(), METHODS);
    links.push(linked);
    return linked.call.openDevice(backend);
  };
  try {
    const startFirst = forced === null || forced === "webgpu" ? startOnGpu : undefined;
    const device = await start(forced, startFirst);
    if (startFirst !== undefined && device.backend !== "webgpu") links.pop()?.dispose();
    const wanted = device.backend === "webgpu" ? 1 : workerCount;
    await Promise.all(Array.from({ length: wanted - links.length }, () => start(device.backend)));
    return { links, device, jobs: createJobQueue(links, 1, onCrash), problem: null };
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
