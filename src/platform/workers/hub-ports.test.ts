import { expect, test } from "vitest";
import { Cancelled } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { memoryStore } from "./fake-foundation.ts";
import { fakeWorker, type FakeWorker } from "./fake-worker.ts";
import type { HubModelProtocol } from "./hub-model-protocol.ts";
import { createHubTextPort } from "./hub-ports.ts";
import { serve } from "./worker-link.ts";

const MODEL = {
  ref: { id: "o/clip", revision: "main", dtype: "fp32" },
  family: "clip",
  name: "CLIP",
  licence: "mit",
  dimension: 2,
} as const;

const nothing = (): Promise<never> => Promise.reject(new Error("not asked for"));

/** A text encoder whose context holds ten characters. */
function startWorker(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  serve<HubModelProtocol>(
    {
      chooseDevice: () => Promise.resolve({ device: "wasm", adapter: "test" }),
      load: () => Promise.resolve(),
      check: () => Promise.resolve(Float32Array.of(1, 0)),
      memoryBytes: () => Promise.resolve(0),
      encodeImage: nothing,
      encodeText: (text) =>
        Promise.resolve({ embedding: Float32Array.of(1, 2), cut: text.length > 10 }),
      captionImage: nothing,
    },
    port2,
  );
  return port1;
}

test("a text that was cut at the context is known as such, also to a later visit that finds its vector stored", async () => {
  const options = {
    readFile: nothing,
    results: memoryStore(),
    workerCount: 1,
    forcedDevice: null,
    startWorker,
  };
  const { textEncoder, release } = createHubTextPort(MODEL, options);
  const { token } = createCancelToken();
  for (const text of ["longer than ten", "short"]) await textEncoder.embed(text, token);
  release();
  const later = createHubTextPort(MODEL, { ...options, startWorker: () => expect.unreachable() });
  expect(await later.textEncoder.embed("longer than ten", token)).toEqual(Float32Array.of(1, 2));
  expect(await later.textEncoder.wasCut("longer than ten")).toBe(true);
  expect(await later.textEncoder.wasCut("short")).toBe(false);
});

test("cancelling while the first check runs on wasm ends that worker, too", async () => {
  const workers: FakeWorker[] = [];
  let loads = 0;
  const startOne = (): Worker => {
    const { worker, state } = fakeWorker<HubModelProtocol>({
      chooseDevice: () => Promise.resolve({ device: "webgpu", adapter: "test" }),
      // The second load is that of the check, and never ends.
      load: () => ((loads += 1) === 1 ? Promise.resolve() : new Promise(() => undefined)),
      check: () => Promise.resolve(Float32Array.of(1, 0)),
      memoryBytes: () => Promise.resolve(0),
      encodeImage: nothing,
      encodeText: nothing,
      captionImage: nothing,
    });
    workers.push(state);
    return worker;
  };
  const port = createHubTextPort(MODEL, {
    readFile: nothing,
    results: memoryStore(),
    workerCount: 1,
    forcedDevice: null,
    startWorker: startOne,
  });
  const { token, cancel } = createCancelToken();
  const loading = port.load(() => undefined, token);
  await expect.poll(() => loads).toBe(2);
  cancel();
  await expect(loading).rejects.toThrow(Cancelled);
  await expect.poll(() => workers.map(({ terminated }) => terminated)).toEqual([true, true]);
});
