/** The browser's own model through a stand-in of its interface; no browser of the tests brings a real one. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Cancelled, type Progress } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { DEFAULT_CAPTIONER_SETTINGS } from "../../pipeline/models/known-models.ts";
import { browserModelState } from "../models/browser-model.ts";
import { createBrowserCaptionPort } from "./browser-caption-port.ts";

const IMAGE = { path: "a.png", contentHash: "a" };
const files = new Map([["a.png", new Blob(["pixels"])]]);
const never = createCancelToken().token;

let texts: Map<string, string>;
let sessions: { alive: number; asked: unknown[][] };
/** What the stand-in writes to a prompt. */
let answer: (signal: AbortSignal) => ReadableStream<string>;

function session(): object {
  sessions.alive += 1;
  return {
    clone: () => Promise.resolve(session()),
    promptStreaming: (messages: unknown[], { signal }: { signal: AbortSignal }) => {
      sessions.asked.push(messages);
      return answer(signal);
    },
    destroy: () => (sessions.alive -= 1),
  };
}

function stand(availability: string, create: (options: object) => Promise<object>): void {
  vi.stubGlobal("LanguageModel", { availability: () => Promise.resolve(availability), create });
}

const port = (prompt: string | null = null) =>
  createBrowserCaptionPort(
    { ...DEFAULT_CAPTIONER_SETTINGS, prompt },
    {
      readFile: (path) => Promise.resolve(files.get(path)!),
      results: {
        readText: (model, key) => Promise.resolve(texts.get(`${model} ${key}`) ?? null),
        writeText: (model, key, text) => {
          texts.set(`${model} ${key}`, text);
          return Promise.resolve();
        },
      },
    },
  );

beforeEach(() => {
  texts = new Map();
  sessions = { alive: 0, asked: [] };
  answer = () =>
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(" A dog");
        controller.enqueue(" on grass. ");
        controller.close();
      },
    });
  vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 Chrome/156.0.0.0 Safari/537.36" });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("whether there is one is the browser's word, and no error", async () => {
  expect(await browserModelState()).toBe("absent");
  stand("unavailable", () => Promise.reject(new Error("no")));
  expect(await browserModelState()).toBe("absent");
  stand("downloadable", () => Promise.reject(new Error("no")));
  expect(await browserModelState()).toBe("downloadable");
  stand("available", () => Promise.reject(new Error("no")));
  expect(await browserModelState()).toBe("ready");
  vi.stubGlobal("LanguageModel", { availability: () => Promise.reject(new TypeError("image")) });
  expect(await browserModelState()).toBe("absent");
});

test("it is asked for one image at a time, streams, and stores before it returns", async () => {
  stand("downloadable", ({ monitor }: { monitor?: (target: EventTarget) => void }) => {
    const target = new EventTarget();
    monitor?.(target);
    target.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded: 0.42 }));
    return Promise.resolve(session());
  });
  const { captioner, load, release } = port("What is it?");
  const reports: Progress[] = [];
  await load((report) => reports.push(report), never);
  expect(reports).toMatchObject([{ done: 42, total: 100 }]);
  const heard: string[] = [];
  const [caption] = await Promise.all([
    captioner.caption(IMAGE, never, (text) => heard.push(text)),
    captioner.caption(IMAGE, never),
  ]);
  expect(caption).toEqual({ text: "A dog on grass.", source: "model", words: [] });
  expect(heard).toEqual(["A dog", "A dog on grass."]);
  expect(sessions.asked[0]).toEqual([
    {
      role: "user",
      content: [
        { type: "text", value: "What is it?" },
        { type: "image", value: files.get("a.png") },
      ],
    },
  ]);
  expect(captioner.info.id).toBe('browser-model@Chrome/156#captions["What is it?"]');
  expect(await captioner.stored(IMAGE)).toEqual(caption);
  expect(await port("Another").captioner.stored(IMAGE)).toBeNull();
  release();
  expect(sessions.alive).toBe(0);
});

test("a cancellation ends it at once, and leaves no session behind", async () => {
  stand("available", () => Promise.resolve(session()));
  answer = (signal) =>
    new ReadableStream({
      start: (controller) =>
        signal.addEventListener("abort", () => controller.error(new Error("aborted"))),
    });
  const { captioner, release } = port();
  const { token, cancel } = createCancelToken();
  const writing = captioner.caption(IMAGE, token);
  await vi.waitFor(() => expect(sessions.asked).toHaveLength(1));
  cancel();
  await expect(writing).rejects.toThrow(Cancelled);
  await vi.waitFor(() => expect(sessions.alive).toBe(0));
  release();
  expect(texts.size).toBe(0);
});

test("its errors have a code and the browser's reason", async () => {
  stand("downloadable", () => Promise.reject(new Error("a gesture is needed")));
  await expect(port().captioner.caption(IMAGE, never)).rejects.toMatchObject({
    code: "captions/browser-model-unavailable",
    message: "a gesture is needed",
  });
  stand("available", () => Promise.resolve(session()));
  answer = () => new ReadableStream({ start: (c) => c.error(new Error("the model has crashed")) });
  const { captioner } = port();
  await expect(captioner.caption(IMAGE, never)).rejects.toThrow("the model has crashed");
  expect(sessions.alive).toBe(0);
  answer = () => new ReadableStream({ start: (c) => c.close() });
  expect(await captioner.caption(IMAGE, never)).toMatchObject({ text: "" });
});

test("a session that comes after a release, a cancel or another one is given back", async () => {
  const created: (() => void)[] = [];
  stand(
    "available",
    () =>
      new Promise((resolve) => {
        created.push(() => resolve(session()));
      }),
  );
  const { load, release } = port();
  const overtaken = load(() => undefined, never);
  await expect.poll(() => created.length).toBe(1);
  release();
  created[0]?.();
  await expect(overtaken).rejects.toThrow(Cancelled);
  expect(sessions.alive).toBe(0);

  const { token, cancel } = createCancelToken();
  const cancelled = load(() => undefined, token);
  await expect.poll(() => created.length).toBe(2);
  cancel();
  await expect(cancelled).rejects.toThrow(Cancelled);
  created[1]?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sessions.alive).toBe(0);

  const both = [load(() => undefined, never), load(() => undefined, never)];
  await expect.poll(() => created.length).toBe(4);
  for (const create of created.slice(2)) create();
  await Promise.all(both);
  expect(sessions.alive).toBe(1);
  release();
  expect(sessions.alive).toBe(0);
});
