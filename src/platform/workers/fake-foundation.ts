/** Workers of the frozen models on this thread, and a store in memory, for the tests of their clients. */

import { IMAGE_MODEL, TEXT_MODEL } from "../models/embedded-models.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";
import { serve } from "./worker-link.ts";

const CPU = { device: "wasm", adapter: "CPU (wasm)" } as const;
const noProgress = (): void => undefined;

/** Class 7 is likeliest, then 6, 5 ... */
export const LOGITS = Float32Array.from({ length: 1000 }, (_, k) => (k <= 7 ? k : -k));
export const EMBEDDING = new Float32Array(IMAGE_MODEL.dimension).fill(0.5);

/** A worker on this thread: the same link, a chosen implementation, and a way to die. */
export function fakeWorkers(implementation: Partial<FoundationProtocol> = {}) {
  const workers: { crash: () => void; terminated: boolean; device: string | null }[] = [];
  const encoded: Blob[] = [];
  const startWorker = (): Worker => {
    const { port1, port2 } = new MessageChannel();
    const state = { crash: noProgress, terminated: false, device: null as string | null };
    workers.push(state);
    serve<FoundationProtocol>(
      {
        chooseDevice: () => Promise.resolve(CPU),
        loadImageModel: (_, device) => {
          state.device = device;
          return Promise.resolve();
        },
        loadTextModel: () => Promise.resolve(),
        encodeImage: (file) => {
          encoded.push(file);
          return Promise.resolve({ embedding: EMBEDDING.slice(), logits: LOGITS.slice() });
        },
        encodeText: (text) =>
          Promise.resolve({
            embedding: new Float32Array(TEXT_MODEL.dimension).fill(0.25),
            cut: text.length > 20,
          }),
        ...implementation,
      },
      port2,
    );
    const worker = {
      postMessage: port1.postMessage.bind(port1),
      terminate: () => {
        state.terminated = true;
        port1.close();
      },
      onmessage: null,
      onmessageerror: null,
      onerror: null as ((event: { message: string }) => void) | null,
    };
    port1.onmessage = (event) => (worker.onmessage as unknown as (e: unknown) => void)(event);
    state.crash = () => worker.onerror?.({ message: "out of memory" });
    return worker as unknown as Worker;
  };
  return { startWorker, workers, encoded };
}

export function memoryStore() {
  const values = new Map<string, Float32Array>();
  const texts = new Map<string, string>();
  return {
    values,
    readText: (model: string, key: string) => Promise.resolve(texts.get(`${model} ${key}`) ?? null),
    writeText: (model: string, key: string, text: string) => {
      texts.set(`${model} ${key}`, text);
      return Promise.resolve();
    },
    read: (model: string, key: string) => Promise.resolve(values.get(`${model} ${key}`) ?? null),
    write: (model: string, key: string, vector: Float32Array) => {
      values.set(`${model} ${key}`, vector);
      return Promise.resolve();
    },
  };
}
