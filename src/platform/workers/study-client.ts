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

/**
 * A cancelled call rejects with Cancelled and ends all workers at once: some steps of a method do not look up. A worker that dies rejects with
 * platform/worker-crashed, and the next `prepare` starts new ones.
 */
export function createStudyService({
  processors,
  forcedBackend,
  startWorker = startStudyWorker,
}: StudyClientOptions): StudyService {
  const workerCount = Math.max(1, Math.min(MAX_WORKERS, processors));
  let pool: StudyPool | null = null;
  const end = (reason: Error): void => {
    const ended = pool;
    pool = null;
    ended?.jobs.end(reason);
  };
  const idle = createIdleTimer(IDLE_MS, () => end(new Cancelled()));

  const run = async <Result>(
    job: (worker: StudyProtocol) => Promise<Result>,
    cancel: CancelToken,
  ): Promise<Result> => {
    const used = pool;
    if (used === null) throw new StudioError("platform/worker-crashed", "The workers have ended.");
    const forget = cancel.onCancel(() => {
      if (pool === used) end(new Cancelled());
    });
    try {
      return await idle.during(() => used.jobs.add(job, cancel));
    } finally {
      forget();
    }
  };

  return {
    concurrency: () => pool?.links.length ?? workerCount,
    prepare: (problem) =>
      idle.during(async () => {
        const opened = (pool ??= await openPool(startWorker, workerCount, forcedBackend, () => {
          pool = null;
        }));
        if (opened.problem === problem) return opened.device;
        opened.problem = null;
        await Promise.all(opened.links.map(({ call }) => call.prepare(problem)));
        opened.problem = problem;
        return opened.device;
      }),
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

function startStudyWorker(): Worker {
  return new Worker(new URL("./study.worker.ts", import.meta.url), { type: "module" });
}
