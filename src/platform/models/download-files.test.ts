/** What a download leaves in the browser when something else happens to its files meanwhile. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Dtype, ModelPlan } from "../../pipeline/models/hub-model.ts";
import { fakeOriginFiles } from "../storage/fake-origin-files.ts";
import { modelDirectory, removeModel, storedManifests } from "../storage/model-store.ts";
import { downloadFiles } from "./download-files.ts";

const HUB = "https://hub.test";
const FACTS = { family: "dinov2", roles: ["image-encoder"], dimension: 2, licence: null } as const;

/** What the hub has, by path below the model. */
let served: Map<string, string>;
/** Paths that were asked for, in order. */
let asked: string[];
/** Runs before the hub answers. */
let meanwhile: (path: string) => Promise<unknown>;

beforeEach(() => {
  served = new Map([
    ["config.json", "{}"],
    ["onnx/model.onnx", "weights"],
    ["onnx/model_quantized.onnx", "fewer"],
  ]);
  asked = [];
  meanwhile = () => Promise.resolve();
  for (const [name, value] of Object.entries(fakeOriginFiles().globals)) {
    vi.stubGlobal(name, value);
  }
  vi.stubGlobal("fetch", async (address: string) => {
    const path = address.slice(`${HUB}/o/m/resolve/1/`.length);
    asked.push(path);
    await meanwhile(path);
    const content = served.get(path);
    return content === undefined ? new Response(null, { status: 404 }) : new Response(content);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function planOf(dtype: Dtype, graph: string): ModelPlan {
  const files = ["config.json", graph].map((path) => ({
    path,
    bytes: served.get(path)?.length ?? 0,
    sha256: null,
  }));
  return { ...FACTS, ref: { id: "o/m", revision: "1", dtype }, files };
}

const download = (plan: ModelPlan): Promise<void> =>
  downloadFiles({ plan, hub: HUB }, () => undefined);

it("a number format that is deleted while another one is downloaded stays deleted", async () => {
  const full = planOf("fp32", "onnx/model.onnx");
  const quantized = planOf("q8", "onnx/model_quantized.onnx");
  await download(full);
  meanwhile = () => removeModel(full.ref);
  await download(quantized);
  expect(await storedManifests()).toEqual([
    {
      id: "o/m",
      revision: "1",
      plans: [quantized],
      whole: ["config.json", "onnx/model_quantized.onnx"],
    },
  ]);
});

it("a file that is deleted while the next is downloaded leaves the model not whole, and comes with the next download", async () => {
  const plan = planOf("fp32", "onnx/model.onnx");
  meanwhile = async (path) => {
    const directory = await modelDirectory("o/m", "1", false);
    if (path === "onnx/model.onnx") await directory?.removeEntry("config.json");
  };
  await expect(download(plan)).rejects.toMatchObject({
    code: "models/interrupted",
    details: { path: "config.json" },
  });
  const [cut] = await storedManifests();
  expect(cut?.whole).toEqual(["onnx/model.onnx"]);
  asked = [];
  await download(plan);
  expect(asked).toEqual(["config.json"]);
  const [mended] = await storedManifests();
  expect(mended?.whole.toSorted()).toEqual(["config.json", "onnx/model.onnx"]);
});
