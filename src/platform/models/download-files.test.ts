/** What a download leaves in the browser when something else happens to its files meanwhile. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Dtype, ModelPlan } from "../../pipeline/models/hub-model.ts";
import { fakeOriginFiles } from "../storage/fake-origin-files.ts";
import {
  modelDirectory,
  removeModel,
  storedBytes,
  storedManifests,
} from "../storage/model-store.ts";
import { downloadFiles } from "./download-files.ts";

const HUB = "https://hub.test";
const FACTS = { family: "dinov2", roles: ["image-encoder"], dimension: 2, licence: null } as const;

/** What the hub has, by path below the model. */
let served: Map<string, string>;
/** Paths whose bytes were asked for, in order. */
let asked: string[];
/** ETag of every file. */
let version: string;
/** Runs before the hub answers with bytes. */
let meanwhile: (path: string) => Promise<unknown>;

beforeEach(() => {
  served = new Map([
    ["config.json", "{}"],
    ["onnx/model.onnx", "weights"],
    ["onnx/model_quantized.onnx", "fewer"],
  ]);
  asked = [];
  version = "old";
  meanwhile = () => Promise.resolve();
  for (const [name, value] of Object.entries(fakeOriginFiles().globals)) {
    vi.stubGlobal(name, value);
  }
  vi.stubGlobal("fetch", async (address: string, { method }: RequestInit) => {
    const path = address.replace(/^.*\/resolve\/[^/]+\//u, "");
    const content = served.get(path);
    if (content === undefined) return new Response(null, { status: 404 });
    const headers = { ETag: version, "Content-Length": String(content.length) };
    if (method === "HEAD") return new Response(null, { headers });
    asked.push(path);
    await meanwhile(path);
    return new Response(content);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
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
      begunAt: expect.any(Number) as number,
    },
  ]);
});

it("a model is as old as its first download, whatever is fetched of it later", async () => {
  vi.spyOn(Date, "now").mockReturnValueOnce(7).mockReturnValue(8);
  await download(planOf("fp32", "onnx/model.onnx"));
  await download(planOf("q8", "onnx/model_quantized.onnx"));
  const [manifest] = await storedManifests();
  expect(manifest?.begunAt).toBe(7);
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

/** Of a mirror, which gives no hashes and no commit. */
function mirrorPlan(): ModelPlan {
  const plan = planOf("fp32", "onnx/model.onnx");
  const files = plan.files.map((file) => ({ ...file, version: "old" }));
  return { ...plan, ref: { ...plan.ref, revision: "main-1" }, files };
}

it("a mirror's files that change while they are downloaded are not put together", async () => {
  meanwhile = (path) => {
    if (path === "onnx/model.onnx") version = "new";
    return Promise.resolve();
  };
  await expect(download(mirrorPlan())).rejects.toMatchObject({
    code: "models/wrong-file",
    message: expect.stringContaining("look the model up again") as string,
  });
  const [manifest] = await storedManifests();
  expect(manifest?.whole).toEqual(["config.json"]);
  // Nor is the rest of what was looked up fetched from now on.
  asked = [];
  await expect(download(mirrorPlan())).rejects.toMatchObject({ code: "models/wrong-file" });
  expect(asked).toEqual([]);
});

it("what is here of a mirror's file that has changed is thrown away", async () => {
  meanwhile = (path) => {
    if (path === "onnx/model.onnx") version = "new";
    return Promise.resolve();
  };
  await expect(download(mirrorPlan())).rejects.toMatchObject({ code: "models/wrong-file" });
  const directory = await modelDirectory("o/m", "main-1", false);
  if (directory === null) throw new TypeError("no directory");
  const sizes = await Promise.all(mirrorPlan().files.map((file) => storedBytes(directory, file)));
  expect(sizes).toEqual([2, 0]);
});

it("a mirror's files that stay what they were are stored whole, from where an earlier download stopped", async () => {
  const directory = await modelDirectory("o/m", "main-1", true);
  const handle = await directory?.getFileHandle("onnx%2Fmodel.onnx", { create: true });
  (await handle?.createSyncAccessHandle())?.write(new TextEncoder().encode("weights"), { at: 0 });
  await download(mirrorPlan());
  expect(asked).toEqual(["config.json"]);
  const [manifest] = await storedManifests();
  expect(manifest?.whole).toEqual(["config.json", "onnx/model.onnx"]);
});

it("a small file is checked by git's hash of it, and thrown away where it is another", async () => {
  const content = '{"a": 1}';
  served.set("config.json", content);
  // printf '{"a": 1}' | git hash-object --stdin
  const gitSha1 = "4a036f56bb619924ec4189bd84ed716c766971ae";
  const plan = planOf("fp32", "onnx/model.onnx");
  const files = plan.files.map((file) =>
    file.path === "config.json" ? { ...file, gitSha1 } : file,
  );
  served.set("config.json", content.replace("1", "2"));
  await expect(download({ ...plan, files })).rejects.toMatchObject({
    code: "models/wrong-file",
    details: { path: "config.json" },
  });
  served.set("config.json", content);
  await download({ ...plan, files });
  const [manifest] = await storedManifests();
  expect(manifest?.whole).toEqual(["config.json", "onnx/model.onnx"]);
});
