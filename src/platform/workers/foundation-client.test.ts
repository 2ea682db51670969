import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { StudioError } from "../../errors.ts";
import { Cancelled } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { IMAGE_MODEL, TAGGER, TEXT_MODEL } from "../models/embedded-models.ts";
import { createFoundationService, imageWorkerCount } from "./foundation-client.ts";
import { EMBEDDING, fakeWorkers, LOGITS, memoryStore } from "./fake-foundation.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";

const GPU = { device: "webgpu", adapter: "a real adapter" } as const;
const CPU = { device: "wasm", adapter: "CPU (wasm)" } as const;
const noProgress = (): void => undefined;
const never = (): ReturnType<typeof createCancelToken>["token"] => createCancelToken().token;
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const image = (name: string): { path: string; contentHash: string } => ({
  path: `${name}.jpg`,
  contentHash: `hash of ${name}`,
});

function setUp(implementation: Partial<FoundationProtocol> = {}, workerCount = 2) {
  const fakes = fakeWorkers(implementation);
  const results = memoryStore();
  const service = createFoundationService({
    baseUrl: "http://localhost/",
    readFile: (path) => Promise.resolve(new Blob([path])),
    results,
    workerCount,
    startWorker: fakes.startWorker,
  });
  return { ...fakes, results, service };
}

/** An encodeImage that waits until it is let go. */
function heldEncoder() {
  const held: (() => void)[] = [];
  const encodeImage: FoundationProtocol["encodeImage"] = () =>
    new Promise((resolve) => {
      held.push(() => resolve({ embedding: EMBEDDING.slice(), logits: LOGITS.slice() }));
    });
  return { held, encodeImage };
}

beforeEach(() => {
  const words = Array.from({ length: 1000 }, (_, k) => `word ${k}`);
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(words)));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("one pass an image", () => {
  test("serves the tagger and the encoder, whichever comes first", async () => {
    const { service, encoded } = setUp();
    const caption = await service.captioner.caption(image("a"), never());
    expect(caption.text).toBe("a photo of a word 7, word 6 or word 5");
    expect(await service.imageEncoder.embed(image("a"), never())).toEqual(EMBEDDING);
    expect(encoded).toHaveLength(1);
  });

  test("is shared by calls that run at the same time", async () => {
    const { service, encoded } = setUp();
    await Promise.all([
      service.imageEncoder.embed(image("a"), never()),
      service.captioner.caption(image("a"), never()),
      service.imageEncoder.embed(image("a"), never()),
      service.imageEncoder.embed(image("b"), never()),
    ]);
    expect(encoded).toHaveLength(2);
  });

  test("stores both outputs before it resolves", async () => {
    const { service, results } = setUp();
    await service.imageEncoder.embed(image("a"), never());
    expect(results.values.get(`${IMAGE_MODEL.id} hash of a`)).toEqual(EMBEDDING);
    expect(results.values.get(`${TAGGER.id} hash of a`)).toEqual(LOGITS);
  });

  test("a stored result starts no worker, a half-written one counts as none", async () => {
    const { service, results, workers } = setUp();
    results.values.set(`${IMAGE_MODEL.id} hash of a`, EMBEDDING);
    results.values.set(`${IMAGE_MODEL.id} hash of b`, EMBEDDING.slice(0, 100));
    await service.imageEncoder.embed(image("a"), never());
    expect(workers).toHaveLength(0);
    expect(await service.imageEncoder.embed(image("b"), never())).toEqual(EMBEDDING);
    expect(workers).toHaveLength(2);
  });

  test("an image that cannot be decoded fails alone", async () => {
    const unreadable = new StudioError("dataset/unreadable-image", "damaged");
    const { service } = setUp({
      encodeImage: async (file) => {
        if ((await file.text()) === "bad.jpg") throw unreadable;
        return { embedding: EMBEDDING.slice(), logits: LOGITS.slice() };
      },
    });
    const bad = service.imageEncoder.embed(image("bad"), never());
    const good = service.imageEncoder.embed(image("good"), never());
    await expect(bad).rejects.toMatchObject({ code: "dataset/unreadable-image" });
    await expect(good).resolves.toEqual(EMBEDDING);
  });
});

test("a text is stored under the SHA-256 of its UTF-8 bytes", async () => {
  const { service, results, workers } = setUp();
  const embedding = await service.textEncoder.embed("abc", never());
  expect(embedding).toHaveLength(TEXT_MODEL.dimension);
  const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(results.values.get(`${TEXT_MODEL.id} ${sha256}`)).toEqual(embedding);
  expect(workers).toHaveLength(2);
});

describe("device", () => {
  test("wasm takes every worker, a GPU one", async () => {
    const wasm = setUp({}, 3);
    expect(await wasm.service.load("image", noProgress, never())).toEqual(CPU);
    expect(wasm.workers).toHaveLength(3);
    const gpu = setUp({ chooseDevice: () => Promise.resolve(GPU) }, 3);
    expect(await gpu.service.load("image", noProgress, never())).toEqual(GPU);
    expect(gpu.workers.map(({ device }) => device)).toEqual(["webgpu"]);
  });

  test.each([GPU, CPU])(
    "on a GPU that training uses too it loads there, else apart: %o",
    async (device) => {
      const apart = fakeWorkers();
      const shared = fakeWorkers({ chooseDevice: () => Promise.resolve(device) });
      const service = createFoundationService({
        baseUrl: "http://localhost/",
        readFile: (path) => Promise.resolve(new Blob([path])),
        results: memoryStore(),
        workerCount: 2,
        startWorker: apart.startWorker,
        startOnGpu: shared.startWorker,
      });
      expect(await service.load("image", noProgress, never())).toEqual(device);
      const onGpu = device === GPU;
      expect(shared.workers).toMatchObject([
        { device: onGpu ? "webgpu" : null, terminated: !onGpu },
      ]);
      expect(apart.workers.map((worker) => worker.device)).toEqual(onGpu ? [] : ["wasm", "wasm"]);
    },
  );

  test("a GPU that fails the self-check gives way to wasm, and is named", async () => {
    const devices: string[] = [];
    const { service, workers } = setUp({
      chooseDevice: () => Promise.resolve(GPU),
      loadImageModel: (_, device) => {
        devices.push(device);
        if (device === "wasm") return Promise.resolve();
        return Promise.reject(new StudioError("embeddings/self-check-failed", "cosine 0.2"));
      },
    });
    expect(await service.load("image", noProgress, never())).toEqual({
      device: "wasm",
      adapter: "CPU (wasm); WebGPU failed: cosine 0.2",
    });
    expect(devices).toEqual(["webgpu", "wasm", "wasm"]);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false, false]);
  });

  test.each([
    [1, 1],
    [2, 2],
    [64, 4],
    [0, 1],
  ])("%d processors give %d image workers", (processors, count) => {
    expect(imageWorkerCount(processors)).toBe(count);
  });
});

describe("loading", () => {
  test("happens once, and reports progress", async () => {
    const { service, workers } = setUp({
      loadImageModel: (_, __, onProgress) => {
        onProgress({ label: "Loading", done: 1, total: 2 });
        return Promise.resolve();
      },
    });
    const progress = vi.fn();
    await Promise.all([
      service.load("image", progress, never()),
      service.load("image", noProgress, never()),
    ]);
    await service.load("image", noProgress, never());
    expect(workers).toHaveLength(2);
    expect(progress).toHaveBeenCalledWith({ label: "Loading", done: 1, total: 2 });
  });

  test("that failed ends its workers and is tried again", async () => {
    let attempts = 0;
    const { service, workers } = setUp({
      loadImageModel: () => {
        attempts += 1;
        if (attempts > 2) return Promise.resolve();
        return Promise.reject(new StudioError("embeddings/model-unavailable", "missing"));
      },
    });
    const first = service.load("image", noProgress, never());
    await expect(first).rejects.toMatchObject({ code: "embeddings/model-unavailable" });
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    await expect(service.load("image", noProgress, never())).resolves.toEqual(CPU);
  });

  test("ends its workers when it is cancelled, and the next load starts new ones", async () => {
    let hang = true;
    const { service, workers } = setUp({
      loadImageModel: () => (hang ? new Promise(noProgress) : Promise.resolve()),
    });
    const { token, cancel } = createCancelToken();
    const loading = service.load("image", noProgress, token);
    await tick();
    cancel();
    await expect(loading).rejects.toBeInstanceOf(Cancelled);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
    hang = false;
    await expect(service.load("image", noProgress, never())).resolves.toEqual(CPU);
    expect(workers).toHaveLength(4);
  });

  test("is overtaken by a release", async () => {
    const { service, workers } = setUp();
    const overtaken = service.load("image", noProgress, never());
    service.release();
    const next = service.load("image", noProgress, never());
    await expect(overtaken).rejects.toBeInstanceOf(Cancelled);
    await expect(next).resolves.toEqual(CPU);
    expect(workers.filter(({ terminated }) => !terminated)).toHaveLength(2);
  });
});

describe("jobs", () => {
  test("fill every worker twice, the rest wait their turn", async () => {
    const { held, encodeImage } = heldEncoder();
    const { service } = setUp({ encodeImage });
    expect(service.concurrency).toBe(4);
    const all = ["a", "b", "c", "d", "e"].map((name) =>
      service.imageEncoder.embed(image(name), never()),
    );
    await tick();
    expect(held).toHaveLength(4);
    held[0]?.();
    await Promise.race(all);
    await tick();
    expect(held).toHaveLength(5);
    for (const letGo of held) letGo();
    await expect(Promise.all(all)).resolves.toHaveLength(5);
  });

  test("a cancelled caller does not wait, and a job not yet begun never begins", async () => {
    const { held, encodeImage } = heldEncoder();
    const { service } = setUp({ encodeImage }, 1);
    const { token, cancel } = createCancelToken();
    const kept = service.imageEncoder.embed(image("a"), never());
    await tick();
    const cancelled = ["b", "c", "d"].map((name) => service.imageEncoder.embed(image(name), token));
    await tick();
    cancel();
    for (const call of cancelled) await expect(call).rejects.toBeInstanceOf(Cancelled);
    for (const letGo of held) letGo();
    await expect(kept).resolves.toEqual(EMBEDDING);
    await tick();
    expect(held).toHaveLength(2); // a and b; c and d were waiting
  });

  test("one caller that cancels leaves the other its result", async () => {
    const { held, encodeImage } = heldEncoder();
    const { service } = setUp({ encodeImage });
    const { token, cancel } = createCancelToken();
    const left = service.captioner.caption(image("a"), token);
    const stays = service.imageEncoder.embed(image("a"), never());
    await tick();
    cancel();
    await expect(left).rejects.toBeInstanceOf(Cancelled);
    held[0]?.();
    await expect(stays).resolves.toEqual(EMBEDDING);
    expect(held).toHaveLength(1);
  });

  test("a worker that dies once costs nothing: its jobs run on new workers", async () => {
    const { held, encodeImage } = heldEncoder();
    const { service, workers } = setUp({ encodeImage });
    const calls = ["a", "b", "c"].map((name) => service.imageEncoder.embed(image(name), never()));
    await tick();
    workers[0]?.crash();
    await tick();
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true, false, false]);
    for (const release of held) release();
    expect(await Promise.all(calls)).toEqual([EMBEDDING, EMBEDDING, EMBEDDING]);
  });

  test("a run that fails unexpectedly is tried on a new worker, an expected failure is not", async () => {
    let tries = 0;
    const { service, workers } = setUp(
      {
        encodeImage: async (file) => {
          tries += 1;
          if ((await file.text()) === "bad.jpg") {
            throw new StudioError("dataset/unreadable-image", "no image");
          }
          if (tries === 1) throw new TypeError("the GPU device is lost");
          return { embedding: EMBEDDING.slice(), logits: LOGITS.slice() };
        },
      },
      1,
    );
    await expect(service.imageEncoder.embed(image("a"), never())).resolves.toEqual(EMBEDDING);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    await expect(service.imageEncoder.embed(image("bad"), never())).rejects.toMatchObject({
      code: "dataset/unreadable-image",
    });
    expect(tries).toBe(3);
    expect(workers).toHaveLength(2);
  });

  test("workers that die three times fail all of them, and the next call starts afresh", async () => {
    const { held, encodeImage } = heldEncoder();
    const { service, workers } = setUp({ encodeImage });
    const calls = ["a", "b", "c", "d", "e"].map((name) =>
      service.imageEncoder.embed(image(name), never()),
    );
    const failures = Promise.allSettled(calls);
    await tick();
    workers[0]?.crash();
    await tick();
    workers[2]?.crash();
    await tick();
    workers[4]?.crash();
    await failures;
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({ code: "platform/worker-crashed" });
    }
    expect(workers.map(({ terminated }) => terminated)).toEqual(Array(6).fill(true));
    held.length = 0;
    const again = service.imageEncoder.embed(image("a"), never());
    await tick();
    expect(workers).toHaveLength(8);
    held[0]?.();
    await expect(again).resolves.toEqual(EMBEDDING);
  });

  test("release ends the workers and their jobs", async () => {
    const { encodeImage } = heldEncoder();
    const { service, workers } = setUp({ encodeImage });
    const call = service.imageEncoder.embed(image("a"), never());
    await tick();
    service.release();
    await expect(call).rejects.toBeInstanceOf(Cancelled);
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
  });
});

test("a text that was longer than the context is known as such, also when its vector is stored", async () => {
  const { service } = setUp();
  const { textEncoder } = service;
  const long = "a text that is longer than twenty characters";
  for (const text of [long, "a short one", long]) await textEncoder.embed(text, never());
  expect(await textEncoder.wasCut(long)).toBe(true);
  expect(await textEncoder.wasCut("a short one")).toBe(false);
});

test("a missing word list is reported with its path, and read again by the next caption", async () => {
  const { service } = setUp();
  const words = globalThis.fetch;
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<!doctype html>")));
  await expect(service.captioner.caption(image("a"), never())).rejects.toMatchObject({
    code: "captions/model-unavailable",
    details: { path: "models/efficientnet-lite0/imagenet-words.json" },
  });
  vi.stubGlobal("fetch", words);
  await expect(service.captioner.caption(image("a"), never())).resolves.toHaveProperty("text");
});
