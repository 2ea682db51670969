/** Studies off the page's thread: a few equal workers on the processor, or one on a GPU. */

import { StudioError } from "../../errors.ts";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import type { StudyProblem } from "../../pipeline/methods/study-problem.ts";
import type { StudyService } from "../../studio/services.ts";
import { createIdleTimer } from "./idle-timer.ts";
import { createJobQueue, type JobQueue } from "./job-queue.ts";
import type { StudyProtocol } from "./study-protocol.ts";
import type { TrainingDevice } from "./training-protocol.ts";
import { link, type Linked } from "./worker-link.ts";

const METHODS: readonly (keyof StudyProtocol)[] = [
  "openDevice",
  "prepare",
  "runMethod",
  "runVariant",
  "runSequence",
];

/** Each has its own copy of the features, and beside TensorFlow.js its own products. */
const MAX_WORKERS = 2;
const IDLE_MS = 60_000;

export interface StudyClientOptions {
  /** The machine's logical processors. */
  readonly processors: number;
  /** From ?backend=. */
  readonly forcedBackend: TrainingDevice["backend"] | null;
  readonly startWorker?: () => Worker | MessagePort;
}

interface StudyPool {
  readonly links: readonly Linked<StudyProtocol>[];
  readonly device: TrainingDevice;
  readonly jobs: JobQueue<StudyProtocol>;
  problem: StudyProblem | null;
}

/** After so many lost GPUs studies run on the processor. */
const MAX_DEVICE_LOSSES = 2;

/**
 * A cancelled call rejects with Cancelled and ends all workers at once: some steps of a method do not look up. A worker that dies
 * (platform/worker-crashed) or a GPU that is lost (platform/device-lost) ends all workers; the next `prepare` starts new ones, on the
 * processor after two losses.
 */
export function createStudyService({
  processors,
  forcedBackend,
  startWorker = startStudyWorker,
}: StudyClientOptions): StudyService {
  const workerCount = Math.max(1, Math.min(MAX_WORKERS, processors));
  let pool: StudyPool | null = null;
  let deviceLosses = 0;
  let lastPrepare: Promise<unknown> = Promise.resolve();
  const end = (reason: Error): void => {
    const ended = pool;
    pool = null;
    ended?.jobs.end(reason);
  };
  const idle = createIdleTimer(IDLE_MS, () => end(new Cancelled()));

  const handOver = async (problem: StudyProblem): Promise<TrainingDevice> => {
    const wanted = forcedBackend ?? (deviceLosses < MAX_DEVICE_LOSSES ? null : "simd");
    const used = (pool ??= await openPool(startWorker, workerCount, wanted, () => {
      pool = null;
    }));
    if (used.problem === problem) return used.device;
    used.problem = null;
    await Promise.all(used.links.map(({ call }) => call.prepare(problem)));
    used.problem = problem;
    return used.device;
  };

  const run: Run = async (job, cancel) => {
    const used = pool;
    if (used === null) throw new StudioError("platform/worker-crashed", "The workers have ended.");
    const forget = cancel.onCancel(() => {
      if (pool === used) end(new Cancelled());
    });
    try {
      return await idle.during(() => used.jobs.add(job, cancel));
    } catch (error) {
      if (isDeviceLoss(error) && pool === used) {
        deviceLosses += 1;
        end(error);
      }
      throw error;
    } finally {
      forget();
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
    ...runCalls(run),
  };
}

type Run = <Result>(
  job: (worker: StudyProtocol) => Promise<Result>,
  cancel: CancelToken,
) => Promise<Result>;

function runCalls(run: Run): Pick<StudyService, "runMethod" | "runVariant" | "runSequence"> {
  return {
    runMethod: (method, runSeed, onProgress, cancel) =>
      run((worker) => worker.runMethod(method, runSeed, onProgress, cancel), cancel),
    runVariant: (variant, settings, runSeed, onProgress, cancel) =>
      run((worker) => worker.runVariant(variant, settings, runSeed, onProgress, cancel), cancel),
    runSequence: (settings, runSeed, onProgress, cancel) =>
      run((worker) => worker.runSequence(settings, runSeed, onProgress, cancel), cancel),
  };
}

/** The first worker chooses the backend, the others follow it; a GPU has one. */
async function openPool(
  startWorker: () => Worker | MessagePort,
  workerCount: number,
  forced: TrainingDevice["backend"] | null,
  onCrash: () => void,
): Promise<StudyPool> {
  const links: Linked<StudyProtocol>[] = [];
  const start = async (backend: TrainingDevice["backend"] | null): Promise<TrainingDevice> => {
    const linked = link<StudyProtocol>(startWorker(), METHODS);
    links.push(linked);
    return linked.call.openDevice(backend);
  };
  try {
    const device = await start(forced);
    const others = device.backend === "webgpu" ? 0 : workerCount - 1;
    await Promise.all(Array.from({ length: others }, () => start(device.backend)));
    return { links, device, jobs: createJobQueue(links, 1, onCrash), problem: null };
  } catch (error) {
    for (const { dispose } of links) dispose();
    throw error;
  }
}

function isDeviceLoss(error: unknown): error is StudioError {
  return error instanceof StudioError && error.code === "platform/device-lost";
}

function startStudyWorker(): Worker {
  return new Worker(new URL("./study.worker.ts", import.meta.url), { type: "module" });
}
