/** A few image workers behind one call. They start when the first image comes and end on release. */

import { StudioError } from "../../errors.ts";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import type { ImageProtocol, InspectedImage } from "./image-protocol.ts";
import { link, type Linked } from "./worker-link.ts";

/** While one image of a worker is decoded, the bytes of the next are read. */
const JOBS_PER_WORKER = 2;

export interface ImageClient {
  /**
   * Rejects with Cancelled at once when cancelled, and with the codes of ImageProtocol.
   * A file on which a worker dies twice is dataset/unreadable-image, so that it does not end the reading of the rest.
   */
  readonly inspect: (file: Blob, path: string, cancel: CancelToken) => Promise<InspectedImage>;
  /** Ends the workers; images in flight reject with Cancelled, and the next one starts new workers. */
  readonly release: () => void;
}

export interface ImageClientOptions {
  readonly processors: number;
  readonly startWorker?: () => Worker | MessagePort;
}

interface ImageWorker {
  readonly linked: Linked<ImageProtocol>;
  jobs: number;
}

interface WaitingJob {
  readonly start: (worker: ImageWorker) => void;
  readonly reject: (reason: Error) => void;
}

export function createImageClient(options: ImageClientOptions): ImageClient {
  const { startWorker = startImageWorker } = options;
  const size = Math.max(2, Math.min(4, Math.floor(options.processors)));
  const workers = createImageWorkers(size, startWorker);
  const waiting: WaitingJob[] = [];

  const startNext = (): void => {
    const worker = waiting.length === 0 ? null : workers.free();
    if (worker !== null) waiting.shift()?.start(worker);
  };

  const enqueue = (file: Blob, path: string, cancel: CancelToken): Promise<InspectedImage> =>
    new Promise((resolve, reject) => {
      const job: WaitingJob = {
        reject,
        start: (worker) => {
          const run = workers.run(worker, file, path).finally(startNext);
          run.then(resolve, reject).finally(forget);
        },
      };
      const forget = cancel.onCancel(() => {
        const place = waiting.indexOf(job);
        if (place !== -1) waiting.splice(place, 1);
        // An image that is being decoded is finished and its thumbnail kept, but nobody waits for it.
        reject(new Cancelled());
      });
      if (cancel.cancelled) return;
      waiting.push(job);
      startNext();
    });

  return {
    inspect: async (file, path, cancel) => {
      try {
        return await enqueue(file, path, cancel);
      } catch (error) {
        if (!isCrash(error)) throw error;
      }
      return enqueue(file, path, cancel).catch((error: unknown) => {
        throw isCrash(error) ? endedTheWorker(path, error) : error;
      });
    },
    release: () => {
      for (const { reject } of waiting.splice(0)) reject(new Cancelled());
      workers.dispose();
    },
  };
}

interface ImageWorkers {
  /** The worker with the fewest jobs, a new one while there is room; null when all are full. */
  readonly free: () => ImageWorker | null;
  readonly run: (worker: ImageWorker, file: Blob, path: string) => Promise<InspectedImage>;
  readonly dispose: () => void;
}

function createImageWorkers(size: number, startWorker: () => Worker | MessagePort): ImageWorkers {
  const workers: ImageWorker[] = [];
  return {
    free: () => {
      const [least] = workers.toSorted((a, b) => a.jobs - b.jobs);
      if (least !== undefined && (least.jobs === 0 || workers.length === size)) {
        return least.jobs < JOBS_PER_WORKER ? least : null;
      }
      const started = { linked: link<ImageProtocol>(startWorker(), ["inspect"]), jobs: 0 };
      workers.push(started);
      return started;
    },
    run: async (worker, file, path) => {
      worker.jobs++;
      try {
        return await worker.linked.call.inspect(file, path);
      } catch (error) {
        // The next image starts a worker in the place of the dead one.
        const place = workers.indexOf(worker);
        if (isCrash(error) && place !== -1) workers.splice(place, 1);
        throw error;
      } finally {
        worker.jobs--;
      }
    },
    dispose: () => {
      for (const { linked } of workers.splice(0)) linked.dispose();
    },
  };
}

function endedTheWorker(path: string, cause: unknown): StudioError {
  const text = "Decoding the image fails, perhaps because it is too large for the memory.";
  return new StudioError("dataset/unreadable-image", text, { path }, cause);
}

function isCrash(error: unknown): boolean {
  return error instanceof StudioError && error.code === "platform/worker-crashed";
}

function startImageWorker(): Worker {
  return new Worker(new URL("./image.worker.ts", import.meta.url), { type: "module" });
}
