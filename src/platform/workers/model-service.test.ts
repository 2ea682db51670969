/** What the page is told of models, by what this browser stores of them. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import type { HubListing, ModelPlan } from "../../pipeline/models/hub-model.ts";
import { modelPlans } from "../../pipeline/models/model-plan.ts";
import { fakeOriginFiles } from "../storage/fake-origin-files.ts";
import { modelDirectory, writeManifest } from "../storage/model-store.ts";
import { createModelService } from "./model-service.ts";

const FACTS = { family: "dinov2", roles: ["image-encoder"], dimension: 2 } as const;
const HERE = { webgpu: false, shaderF16: false };

beforeEach(() => {
  for (const [name, value] of Object.entries(fakeOriginFiles().globals)) {
    vi.stubGlobal(name, value);
  }
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const models = createModelService(
  () => Promise.reject(new Error("no archive")),
  () => {
    throw new Error("a worker was started");
  },
);
const never = createCancelToken().token;

function listingOf(revision = "1"): HubListing {
  const paths = ["config.json", "preprocessor_config.json", "onnx/model.onnx"];
  const quantized = "onnx/model_quantized.onnx";
  const files = [...paths, quantized].map((path) => ({ path, bytes: 3, sha256: null }));
  return { id: "o/m", revision, licence: null, files };
}

/** All bytes of the plans, of which some files were checked. */
async function store(
  plans: readonly ModelPlan[],
  whole: readonly string[],
  begun: { readonly begunAt?: number } = {},
): Promise<void> {
  const [plan] = plans;
  if (plan === undefined) throw new TypeError("no plan");
  const { id, revision } = plan.ref;
  const directory = await modelDirectory(id, revision, true);
  if (directory === null) throw new TypeError("no directory");
  for (const { path } of plans.flatMap(({ files }) => files)) {
    const handle = await directory.getFileHandle(encodeURIComponent(path), { create: true });
    const access = await handle.createSyncAccessHandle();
    access.write(new Uint8Array(3), { at: 0 });
  }
  await writeManifest(directory, { id, revision, plans, whole, ...begun });
}

it("an offer calls a format whole where it can be chosen, and not because all its bytes are there", async () => {
  const plans = modelPlans(listingOf(), FACTS, HERE);
  const quantized = plans.find(({ ref }) => ref.dtype === "q8");
  // The page was closed while the last file of fp32 was hashed.
  await store(plans, quantized?.files.map(({ path }) => path) ?? []);
  const offer = await models.describe("o/m", never);
  expect(offer.plans.map(({ ref }) => ref.dtype)).toEqual(["q8", "fp32"]);
  expect(offer.storedBytes).toEqual([9, 9]);
  expect(offer.storedWhole).toEqual([true, false]);
  const stored = await models.list();
  const choosable = stored.flatMap(({ ref, complete }) => (complete ? [ref.dtype] : []));
  expect(choosable).toEqual(["q8"]);
});

it("of two revisions that are stored whole the one that was asked for last answers, and of a half stored one none", async () => {
  const storeRevision = async (revision: string, begunAt?: number, isHalf = false) => {
    const plans = modelPlans(listingOf(revision), FACTS, HERE);
    const paths = isHalf ? [] : plans.flatMap(({ files }) => files.map(({ path }) => path));
    await store(plans, paths, begunAt === undefined ? {} : { begunAt });
  };
  const answering = async () => (await models.describe("o/m", never)).listing.revision;
  // Of a version of the page that noted no time.
  await storeRevision("main-oldest");
  await storeRevision("main-old", 1);
  expect(await answering()).toBe("main-old");
  await storeRevision("main-new", 2);
  await storeRevision("main-half", 3, true);
  expect(await answering()).toBe("main-new");
});

it("a half copied model asks for its folder after a reload, and no hub for it", async () => {
  const plans = modelPlans(listingOf("local-1"), FACTS, HERE);
  const quantized = plans.find(({ ref }) => ref.dtype === "q8");
  await store(plans, quantized?.files.map(({ path }) => path) ?? []);
  const offer = await models.describe("o/m", never);
  const half = offer.plans[offer.storedWhole.indexOf(false)];
  if (half === undefined) throw new TypeError("no plan");
  expect(half.ref).toEqual({ id: "o/m", revision: "local-1", dtype: "fp32" });
  // A worker that was started would be what asks.
  await expect(models.download(half, () => undefined, never)).rejects.toMatchObject({
    code: "models/folder-needed",
    details: { id: "o/m" },
  });
});

/** A folder of one model whose weights are long and end with this byte, and weights that are not used. */
async function folderRevision(
  lastByte: number,
  unused = "a",
  listed: "in order" | "backwards" = "in order",
): Promise<string | undefined> {
  // Longer than what is read at a time.
  const weights = new Uint8Array(9_000_000);
  weights[weights.length - 1] = lastByte;
  const config = JSON.stringify({ model_type: "dinov2", hidden_size: 2 });
  const files = [
    { path: "o/m/config.json", blob: new Blob([config]) },
    { path: "o/m/preprocessor_config.json", blob: new Blob(["{}"]) },
    { path: "o/m/onnx/model.onnx", blob: new Blob([weights]) },
    { path: "o/m/model.safetensors", blob: new Blob([unused]) },
  ];
  const offers = await models.readFolder(listed === "in order" ? files : files.reverse(), never);
  return offers[0]?.listing.revision;
}

it("a folder whose weights differ in their last byte alone is another revision", async () => {
  const revision = await folderRevision(1);
  expect(revision).toMatch(/^local-[0-9a-f]{32}$/u);
  expect(await folderRevision(1, "b")).toBe(revision);
  expect(await folderRevision(2)).not.toBe(revision);
  // Browsers list a folder in an order of their own.
  expect(await folderRevision(1, "a", "backwards")).toBe(revision);
});

it("a folder that changes before it was read says so", async () => {
  const gone = new Blob(["{}"]);
  gone.slice = () => {
    throw new DOMException("gone", "NotReadableError");
  };
  const config = new Blob([JSON.stringify({ model_type: "dinov2", hidden_size: 2 })]);
  const files = [
    { path: "o/m/config.json", blob: config },
    { path: "o/m/preprocessor_config.json", blob: new Blob(["{}"]) },
    { path: "o/m/onnx/model.onnx", blob: gone },
  ];
  await expect(models.readFolder(files, never)).rejects.toMatchObject({
    code: "dataset/folder-changed",
  });
});

it("a private window, which refuses storage, says so with a code", async () => {
  const refused = new DOMException("refused", "SecurityError");
  vi.stubGlobal("navigator", { storage: { getDirectory: () => Promise.reject(refused) } });
  const refusal = { code: "storage/unavailable", details: { reason: "refused" } };
  await expect(models.list()).rejects.toMatchObject(refusal);
  await expect(models.usage()).rejects.toMatchObject(refusal);
  await expect(models.clear("captions")).rejects.toMatchObject(refusal);
  await expect(models.describe("o/m", never)).rejects.toMatchObject(refusal);
});

it("a browser that refuses all data of sites names the hub all the same", () => {
  const refuse = (): never => {
    throw new DOMException("refused", "SecurityError");
  };
  vi.stubGlobal("localStorage", new Proxy({}, { get: refuse }));
  expect(models.hubAddress()).toBe("https://huggingface.co");
});
