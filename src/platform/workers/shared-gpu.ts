/** The page's side of the worker that holds one GPU device for models and training: each of its users sees a worker of its own. */

import { StudioError } from "../../errors.ts";
import type { GpuPart, GpuPartRequest, GpuWorkerNotice } from "./gpu-parts.ts";
import type { WorkerPart } from "./worker-link.ts";

/** Between two stages nobody uses it for a moment, and its device is to stay. */
const IDLE_MS = 60_000;

interface Host {
  readonly open: (part: GpuPart) => WorkerPart;
}

/**
 * The worker starts with its first part, and ends a minute after its last, or at once when a part takes it along. Then all others hear an
 * error, as of a worker that crashed or, where it was that, of a device that was lost; and the next part starts another worker.
 */
export function createSharedGpu(
  startWorker: () => Worker = startGpuWorker,
): (part: GpuPart) => WorkerPart {
  let host: Host | null = null;
  return (part) => {
    host ??= openHost(startWorker(), () => (host = null));
    return host.open(part);
  };
}

function openHost(worker: Worker, onEnd: () => void): Host {
  const parts = new Map<number, WorkerPart>();
  let nextId = 1;
  let idle: ReturnType<typeof setTimeout> | undefined;

  const tell = (request: GpuPartRequest, moved: Transferable[] = []): void => {
    worker.postMessage(request, moved);
  };
  const end = (event: Pick<ErrorEvent, "message" | "error">): void => {
    clearTimeout(idle);
    worker.terminate();
    onEnd();
    const left = [...parts.values()];
    parts.clear();
    for (const part of left) part.onerror?.(event);
  };
  const leave = (id: number, whole: boolean): void => {
    if (!parts.delete(id)) return; // it ends because the worker has
    if (whole) {
      end({ message: "The worker that shares the GPU was ended.", error: null });
      return;
    }
    tell({ kind: "close", id });
    if (parts.size === 0) idle = setTimeout(() => end({ message: "", error: null }), IDLE_MS);
  };

  worker.onerror = end;
  worker.onmessage = ({ data: { deviceLost } }: MessageEvent<GpuWorkerNotice>) => {
    const message = deviceLost || "The GPU device was lost.";
    // Its code is told from that of a crash: who trains counts losses, and goes to the processor after two.
    end({ message, error: new StudioError("platform/device-lost", message) });
  };
  return {
    open: (part) => {
      clearTimeout(idle);
      const id = nextId++;
      const { port1, port2 } = new MessageChannel();
      const opened = partOf(port1, (whole) => leave(id, whole));
      parts.set(id, opened);
      tell({ kind: "open", id, part, port: port2 }, [port2]);
      return opened;
    },
  };
}

function partOf(port: MessagePort, leave: (whole: boolean) => void): WorkerPart {
  const part: WorkerPart = {
    onmessage: null,
    onmessageerror: null,
    onerror: null,
    postMessage: (message, options) => port.postMessage(message, options),
    terminate: (whole) => {
      port.close();
      leave(whole);
    },
  };
  port.onmessage = (event) => part.onmessage?.(event);
  port.onmessageerror = (event) => part.onmessageerror?.(event);
  return part;
}

function startGpuWorker(): Worker {
  return new Worker(new URL("./gpu.worker.ts", import.meta.url), { type: "module" });
}
