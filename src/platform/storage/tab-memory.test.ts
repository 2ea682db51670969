import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { recallSample, rememberSample } from "./tab-memory.ts";

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => void kept.set(key, text),
  removeItem: (key: string) => void kept.delete(key),
};

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("sessionStorage", storage);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("a reload finds the sample and its settings, and none once something else is open", () => {
  expect(recallSample()).toBeNull();
  rememberSample({ name: "synthetic", settings: '{"splitSeed":7}' });
  expect(recallSample()).toEqual({ name: "synthetic", settings: '{"splitSeed":7}' });
  rememberSample(null);
  expect(recallSample()).toBeNull();
});

test.each(["", "{", "null", '{"name":"cats","settings":""}', '{"name":"noto"}'])(
  "what another version kept, %j, is no sample",
  (text) => {
    kept.set("ganet-sample", text);
    expect(recallSample()).toBeNull();
  },
);

test("a browser that keeps nothing costs no more than the settings", () => {
  vi.stubGlobal("sessionStorage", {
    ...storage,
    getItem: () => {
      throw new Error("SecurityError");
    },
    setItem: () => {
      throw new Error("SecurityError");
    },
  });
  rememberSample({ name: "noto", settings: "{}" });
  expect(recallSample()).toBeNull();
});
