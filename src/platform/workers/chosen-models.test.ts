/** Which captioner a choice stands for, and what is loaded for it. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { DEFAULT_CAPTIONER_SETTINGS } from "../../pipeline/models/known-models.ts";
import type { FoundationChoice } from "../../studio/model-ports.ts";
import { createChosenModels } from "./chosen-models.ts";
import type { FoundationClient } from "./foundation-client.ts";

const CHOICE: FoundationChoice = {
  captioner: "tagger",
  captionerSettings: DEFAULT_CAPTIONER_SETTINGS,
  imageEncoder: null,
  textEncoder: null,
  classPrompts: ["{}"],
  device: null,
};

const info = { id: "embedded", name: "Embedded", licence: "test", dimension: 2 };
const none = (): Promise<null> => Promise.resolve(null);
const nothing = (): Promise<never> => Promise.reject(new Error("not asked for"));

let loads: string[];
let embedded: FoundationClient;

beforeEach(() => {
  loads = [];
  embedded = {
    captioner: { info, stored: none, caption: nothing },
    imageEncoder: { info, stored: none, embed: nothing },
    textEncoder: { info, stored: none, wasCut: () => Promise.resolve(false), embed: nothing },
    concurrency: 2,
    load: (model) => {
      loads.push(model);
      return Promise.resolve({ device: "wasm", adapter: "test" });
    },
    release: () => loads.push("released"),
  };
  vi.stubGlobal("navigator", { userAgent: "Chrome/156.0" });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const models = () =>
  createChosenModels(
    embedded,
    {
      readFile: nothing,
      results: {
        read: none,
        write: () => Promise.resolve(),
        readText: none,
        writeText: () => Promise.resolve(),
      },
      workerCount: 1,
    },
    null,
  );

test("what is embedded or retrieved needs the embedded image model, the browser's model only itself", async () => {
  const { token } = createCancelToken();
  const create = vi.fn(() => Promise.resolve({ destroy: () => loads.push("destroyed") }));
  vi.stubGlobal("LanguageModel", { create });
  const foundation = models();
  foundation.choose(CHOICE);
  expect(foundation.captioner).toBe(embedded.captioner);
  await foundation.load("captioner", () => undefined, token);
  foundation.choose({ ...CHOICE, captioner: "class-texts" });
  await foundation.load("captioner", () => undefined, token);
  expect(loads).toEqual(["image", "image"]);

  foundation.choose({ ...CHOICE, captioner: "browser" });
  expect(foundation.captioner.info.name).toBe("Browser's own model");
  await foundation.load("captioner", () => undefined, token);
  expect(create).toHaveBeenCalledTimes(1);
  const { captioner } = foundation;
  foundation.choose({ ...CHOICE, captioner: "browser" });
  expect(foundation.captioner).toBe(captioner);
  foundation.choose(CHOICE);
  expect(foundation.captioner).toBe(embedded.captioner);
  expect(loads).toEqual(["image", "image", "destroyed"]);
});

test.each([
  { maxTokens: 8 },
  { sampling: { temperature: 1, topP: 0.9, seed: 1 } },
  { prompt: "What is this?" },
])("a captioner that is to write by %o is made anew", (changed) => {
  vi.stubGlobal("LanguageModel", { create: nothing });
  const foundation = models();
  const choose = (patch: object): typeof foundation.captioner => {
    const captionerSettings = { ...DEFAULT_CAPTIONER_SETTINGS, ...patch };
    foundation.choose({ ...CHOICE, captioner: "browser", captionerSettings });
    return foundation.captioner;
  };
  const before = choose({});
  // Clean-up comes after what is stored.
  expect(choose({ dropRepeats: false })).toBe(before);
  expect(choose(changed)).not.toBe(before);
});

test("a caption that is retrieved loads the encoder that was chosen for images", async () => {
  const foundation = models();
  const imageEncoder = {
    ref: { id: "o/clip", revision: "main", dtype: "fp32" },
    family: "clip",
    name: "CLIP",
    licence: "mit",
    dimension: 2,
  } as const;
  foundation.choose({ ...CHOICE, captioner: "class-texts", imageEncoder });
  const { token, cancel } = createCancelToken();
  cancel();
  // No worker is started for a job that was cancelled before it began.
  await expect(foundation.load("captioner", () => undefined, token)).rejects.toThrow();
  expect(loads).toEqual([]);
});
