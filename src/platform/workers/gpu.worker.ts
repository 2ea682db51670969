/** A worker for models and training on one GPU device: ONNX Runtime and TensorFlow.js side by side. */

import { createSharedDevice } from "../device/gpu-device.ts";
import { createFoundation } from "../models/foundation.ts";
import { createHubModel } from "../models/hub-model-jobs.ts";
import { watchWasmMemory } from "../models/wasm-memory.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";
import type { GpuPart, GpuPartRequest, GpuWorkerNotice } from "./gpu-parts.ts";
import type { HubModelProtocol } from "./hub-model-protocol.ts";
import { inTurn } from "./in-turn.ts";
import { createTrainingJobs } from "./training-jobs.ts";
import type { TrainingProtocol } from "./training-protocol.ts";
import { serve } from "./worker-link.ts";

watchWasmMemory();

const device = createSharedDevice((opened) => {
  void opened.lost.then(({ message }) => {
    self.postMessage({ deviceLost: message } satisfies GpuWorkerNotice);
  });
});
// TensorFlow.js has one backend a thread: it stays, whoever asks for training next.
const training = inTurn(createTrainingJobs(device.open));
const disposers = new Map<number, () => Promise<void>>();

/** @returns what frees the part */
function open(part: GpuPart, port: MessagePort): () => Promise<void> {
  switch (part) {
    case "embedded": {
      const jobs = createFoundation(device.get);
      serve<FoundationProtocol>(jobs, port);
      return jobs.dispose;
    }
    case "hub": {
      const jobs = createHubModel(device.get);
      serve<HubModelProtocol>(jobs, port);
      return jobs.dispose;
    }
    case "training":
      serve<TrainingProtocol>(training, port);
      return () => Promise.resolve();
  }
}

self.onmessage = ({ data: request }: MessageEvent<GpuPartRequest>) => {
  if (request.kind === "open") {
    disposers.set(request.id, open(request.part, request.port));
    return;
  }
  const dispose = disposers.get(request.id);
  disposers.delete(request.id);
  // What cannot be freed is freed with the worker.
  void dispose?.().catch(() => undefined);
};
