/** Workers of the frozen models on this thread, and a store in memory, for the tests of their clients. */

import { IMAGE_MODEL, TEXT_MODEL } from "../models/embedded-models.ts";
import { fakeWorker, type FakeWorker } from "./fake-worker.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";

const CPU = { device: "wasm", adapter: "CPU (wasm)" } as const;

/** Class 7 is likeliest, then 6, 5 ... */
export const LOGITS = Float32Array.from({ length: 1000 }, (_, k) => (k <= 7 ? k : -k));
export const EMBEDDING = new Float32Array(IMAGE_MODEL.dimension).fill(0.5);

interface FakeFoundationWorker extends FakeWorker {
  device: string | null;
}

export function fakeWorkers(implementation: Partial<FoundationProtocol> = {}) {
  const workers: FakeFoundationWorker[] = [];
  const encoded: Blob[] = [];
  const startWorker = (): Worker => {
    const { worker, state } = fakeWorker<FoundationProtocol>({
      chooseDevice: () => Promise.resolve(CPU),
      loadImageModel: (_, device) => {
        loaded.device = device;
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
    });
    const loaded: FakeFoundationWorker = Object.assign(state, { device: null });
    workers.push(loaded);
    return worker;
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
