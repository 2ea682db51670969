/** Models of a hub for the page: looked up, downloaded by a worker, listed and removed. */

import { StudioError } from "../../errors.ts";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { modelIdOf } from "../../pipeline/models/hub-listing.ts";
import {
  isLocal,
  type HubListing,
  type HubModelRef,
  type ModelPlan,
} from "../../pipeline/models/hub-model.ts";
import { cardLicence, modelsInFolder } from "../../pipeline/models/model-folder.ts";
import { modelFacts, modelPlans, type ModelFacts } from "../../pipeline/models/model-plan.ts";
import type { ModelOffer, ModelService, StoredModel } from "../../studio/model-ports.ts";
import { downloadOutlook } from "../models/download-outlook.ts";
import { browserModelState } from "../models/browser-model.ts";
import { requestGpuAdapter } from "../device/gpu-adapter.ts";
import { createHubAddress } from "../storage/hub-address.ts";
import {
  modelDirectory,
  readManifest,
  removeModel,
  storedBytes,
  storedManifests,
  type ModelManifest,
} from "../storage/model-store.ts";
import { sha256Hex } from "../storage/sha256-hex.ts";
import { clearStorage, storageUsage } from "../storage/storage-usage.ts";
import type { DownloadProtocol } from "./download-protocol.ts";
import type { SourceBlob } from "./import-protocol.ts";
import { link } from "./worker-link.ts";

/** What is said of a model itself. */
type Facts = Omit<ModelOffer, "outlook">;

/** Files of the models in folders that were opened, by model and content. */
type FolderFiles = Map<string, ReadonlyMap<string, Blob>>;

/** @param unzip of a .zip that is opened as a folder of models */
export function createModelService(
  unzip: (archive: SourceBlob) => Promise<readonly SourceBlob[]>,
  startWorker: () => Worker | MessagePort = startDownloadWorker,
): ModelService {
  const { hubAddress, setHubAddress } = createHubAddress();
  const opened: FolderFiles = new Map();
  let measured: number | null = null;
  const offered = async (offer: Facts): Promise<ModelOffer> => ({
    ...offer,
    outlook: await downloadOutlook(measured),
  });
  const ofHub = (id: string, cancel: CancelToken): Promise<Facts> =>
    hubOffer(startWorker, hubAddress(), id, cancel);
  return {
    readFolder: async (files, cancel) =>
      Promise.all((await folderOffers(opened, await unpacked(files, unzip), cancel)).map(offered)),
    describe: async (typed, cancel) => {
      const id = checkedId(typed);
      return offered((await storedOffer(id)) ?? (await ofHub(id, cancel)));
    },
    askHub: async (typed, cancel) => offered(await ofHub(checkedId(typed), cancel)),
    refreshed: async (offer) => offered(await offerOf(offer.listing, offer, offer.host)),
    download: async (plan, onProgress, cancel) => {
      const files = opened.get(revisionKey(plan.ref));
      if (files === undefined && isLocal(plan.ref)) throw folderNeeded(plan.ref);
      return inWorker(startWorker, cancel, (worker) => {
        if (files !== undefined) return worker.copy(plan, files, onProgress);
        return worker.download({ plan, hub: hubAddress() }, (progress) => {
          measured = progress.bytesPerSecond ?? measured;
          onProgress(progress);
        });
      });
    },
    list: listStored,
    browserModel: browserModelState,
    remove: removeModel,
    usage: storageUsage,
    clear: clearStorage,
    persist: () => navigator.storage.persist(),
    hubAddress,
    setHubAddress,
  };
}

/** After a reload the page no longer holds the files, and no hub has them. */
function folderNeeded({ id }: HubModelRef): StudioError {
  const text = `${id} was copied from a folder of this computer.`;
  return new StudioError("models/folder-needed", text, { id });
}

/** @throws StudioError models/bad-name */
function checkedId(typed: string): string {
  const id = modelIdOf(typed);
  if (id !== null) return id;
  const text = `${typed} is no id of a model: owner/name is.`;
  throw new StudioError("models/bad-name", text, { id: typed });
}

/**
 * A stored model answers for itself once one of its number formats is whole, with all that were begun; it needs no network. Of two
 * revisions the one that was asked for last.
 */
async function storedOffer(id: string): Promise<Facts | null> {
  const manifests = (await storedManifests())
    .filter((manifest) => manifest.id === id)
    .sort((a, b) => (b.begunAt ?? 0) - (a.begunAt ?? 0));
  const manifest = manifests.find(({ plans, whole }) => plans.some((plan) => isWhole(plan, whole)));
  const [plan] = manifest?.plans ?? [];
  if (manifest === undefined || plan === undefined) return null;
  const byPath = new Map(
    manifest.plans.flatMap(({ files }) => files.map((file) => [file.path, file])),
  );
  const { family, roles, dimension, licence } = plan;
  const listing = { id, revision: manifest.revision, licence, files: [...byPath.values()] };
  return offerOf(listing, { family, roles, dimension }, null);
}

async function offerOf(
  listing: HubListing,
  facts: ModelFacts,
  host: string | null,
): Promise<Facts> {
  const gpu = await requestGpuAdapter().catch(() => null);
  const webgpu = gpu !== null && !gpu.isFallback;
  const plans = modelPlans(listing, facts, {
    webgpu,
    shaderF16: webgpu && gpu.adapter.features.has("shader-f16"),
  });
  if (plans.length === 0) {
    const text = `${listing.id} has no complete set of ONNX files.`;
    throw new StudioError("models/unsupported", text, { id: listing.id });
  }
  const directory = await modelDirectory(listing.id, listing.revision, false);
  const stored = await Promise.all(
    plans.map(async ({ files }) => {
      if (directory === null) return 0;
      const sizes = await Promise.all(files.map((file) => storedBytes(directory, file)));
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    }),
  );
  const manifest = directory === null ? null : await readManifest(directory);
  const whole = new Set(
    manifest?.plans.filter((plan) => isWhole(plan, manifest.whole)).map(({ ref }) => ref.dtype),
  );
  const storedWhole = plans.map(({ ref }) => whole.has(ref.dtype));
  return { listing, ...facts, plans, storedBytes: stored, storedWhole, host };
}

async function hubOffer(
  startWorker: () => Worker | MessagePort,
  hub: string,
  id: string,
  cancel: CancelToken,
): Promise<Facts> {
  const { listing, facts } = await inWorker(startWorker, cancel, (worker) => worker.ask(hub, id));
  return offerOf(listing, facts, new URL(hub).host);
}

async function unpacked(
  files: readonly SourceBlob[],
  unzip: (archive: SourceBlob) => Promise<readonly SourceBlob[]>,
): Promise<readonly SourceBlob[]> {
  const [only, ...others] = files;
  const isArchive = others.length === 0 && only?.path.toLowerCase().endsWith(".zip") === true;
  return isArchive ? unzip(only) : files;
}

/** @throws StudioError models/bad-folder or models/unsupported, for a folder in which no model can be used */
async function folderOffers(
  opened: FolderFiles,
  files: readonly SourceBlob[],
  cancel: CancelToken,
): Promise<readonly Facts[]> {
  const models = modelsInFolder(new Map(files.map(({ path, blob }) => [path, blob])));
  const offers = await Promise.allSettled(
    models.map(async ({ id, files: own }) => {
      const config = own.get("config.json");
      const facts = modelFacts(id, config === undefined ? null : await parsed(id, config));
      const listing = await folderListing(id, facts, own, cancel);
      opened.set(revisionKey(listing), own);
      return offerOf(listing, facts, null);
    }),
  );
  const usable = offers.flatMap((offer) => (offer.status === "fulfilled" ? [offer.value] : []));
  const failed = offers.find((offer) => offer.status === "rejected");
  if (usable.length === 0 && failed !== undefined) throw failed.reason;
  return usable;
}

async function parsed(id: string, file: Blob): Promise<unknown> {
  try {
    return JSON.parse(await file.text()) as unknown;
  } catch (error) {
    const text = `${id}/config.json is no JSON.`;
    throw new StudioError("models/bad-folder", text, { id, path: "config.json" }, error);
  }
}

/** Read at a time: the browser hashes nothing but whole pieces of memory, and weights are gigabytes. */
const PIECE_BYTES = 8_000_000;

/**
 * Every byte of what its number formats take enters the revision, since vectors are stored under it: other weights may begin alike and be
 * as long. What else lies in the folder, such as weights for other libraries, is not read.
 */
async function folderListing(
  id: string,
  facts: ModelFacts,
  own: ReadonlyMap<string, Blob>,
  cancel: CancelToken,
): Promise<HubListing> {
  const files = [...own].map(([path, { size }]) => ({ path, bytes: size, sha256: null }));
  const licence = cardLicence((await own.get("README.md")?.text()) ?? "");
  const listing = { id, revision: "", licence, files };
  // The device decides the order of the plans alone.
  const plans = modelPlans(listing, facts, { webgpu: false, shaderF16: false });
  const taken = new Set(plans.flatMap((plan) => plan.files.map(({ path }) => path)));
  const hashed: (readonly [path: string, ...pieces: string[]])[] = [];
  for (const [path, blob] of [...own].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (taken.has(path)) hashed.push([path, ...(await pieceHashes(path, blob, cancel))]);
  }
  const content = new TextEncoder().encode(JSON.stringify(hashed));
  return { ...listing, revision: `local-${(await sha256Hex(content)).slice(0, 32)}` };
}

/** @throws StudioError dataset/folder-changed; Cancelled */
async function pieceHashes(
  path: string,
  blob: Blob,
  cancel: CancelToken,
): Promise<readonly string[]> {
  const hashes: string[] = [];
  try {
    for (let at = 0; at < blob.size; at += PIECE_BYTES) {
      if (cancel.cancelled) throw new Cancelled();
      const piece = await blob.slice(at, at + PIECE_BYTES).arrayBuffer();
      hashes.push(await sha256Hex(new Uint8Array(piece)));
    }
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    const text = `${path} cannot be read any more.`;
    throw new StudioError("dataset/folder-changed", text, { path }, error);
  }
  return hashes;
}

function revisionKey({ id, revision }: { readonly id: string; readonly revision: string }): string {
  return `${id}@${revision}`;
}

/** A worker of its own, which a cancellation ends: what it has written is on disk. */
async function inWorker<Result>(
  startWorker: () => Worker | MessagePort,
  cancel: CancelToken,
  job: (worker: DownloadProtocol) => Promise<Result>,
): Promise<Result> {
  if (cancel.cancelled) throw new Cancelled();
  const worker = link<DownloadProtocol>(startWorker(), ["ask", "copy", "download"]);
  const forget = cancel.onCancel(worker.dispose);
  try {
    return await job(worker.call);
  } finally {
    forget();
    worker.dispose();
  }
}

async function listStored(): Promise<readonly StoredModel[]> {
  const manifests = await storedManifests();
  const models = await Promise.all(manifests.map(storedModels));
  return models.flat();
}

async function storedModels(manifest: ModelManifest): Promise<readonly StoredModel[]> {
  const directory = await modelDirectory(manifest.id, manifest.revision, false);
  return Promise.all(
    manifest.plans.map(async (plan): Promise<StoredModel> => {
      const sizes =
        directory === null
          ? []
          : await Promise.all(plan.files.map((file) => storedBytes(directory, file)));
      return {
        ref: plan.ref,
        family: plan.family,
        roles: plan.roles,
        dimension: plan.dimension,
        bytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
        complete: isWhole(plan, manifest.whole),
        licence: plan.licence,
      };
    }),
  );
}

function isWhole({ files }: ModelPlan, whole: readonly string[]): boolean {
  return files.every(({ path }) => whole.includes(path));
}

function startDownloadWorker(): Worker {
  return new Worker(new URL("./download.worker.ts", import.meta.url), { type: "module" });
}
