/** Composition root: devices, workers, storage, the studio and the page. The only file that knows every layer. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { StudioError, toWireError } from "./errors.ts";
import { readDeviceReport } from "./platform/device/device-report.ts";
import { createPageKeeper } from "./platform/offline/page-keeper.ts";
import {
  canPickDirectory,
  folderOfDrop,
  folderOfFiles,
  pickDirectory,
} from "./platform/storage/folder-intake.ts";
import { createCaptionEditStore } from "./platform/storage/caption-edit-store.ts";
import { createDatasetStore } from "./platform/storage/dataset-store.ts";
import { createNewPhotos } from "./platform/storage/new-photos.ts";
import { createFolderService } from "./platform/storage/folder-service.ts";
import { createFolderSource, type FolderSource } from "./platform/storage/folder-source.ts";
import { isFeatureFolder } from "./platform/storage/feature-folder.ts";
import { createLabelStore } from "./platform/storage/label-store.ts";
import { createSessionMemory } from "./platform/storage/remembered-session.ts";
import { createResultStore } from "./platform/storage/result-store.ts";
import { createRunLedger } from "./platform/storage/run-ledger.ts";
import { createSampleFiles } from "./platform/storage/sample-files.ts";
import { createSessionService } from "./platform/storage/session-service.ts";
import { createSweepStore } from "./platform/storage/sweep-store.ts";
import { recallSample } from "./platform/storage/tab-memory.ts";
import { createThumbnailStore } from "./platform/storage/thumbnail-store.ts";
import { createThumbnailUrls } from "./platform/storage/thumbnail-urls.ts";
import { createChosenModels } from "./platform/workers/chosen-models.ts";
import { createFoundationService, imageWorkerCount } from "./platform/workers/foundation-client.ts";
import { createGraphService } from "./platform/workers/graph-client.ts";
import { createImageClient } from "./platform/workers/image-client.ts";
import { createImportClient } from "./platform/workers/import-client.ts";
import type { GpuPart } from "./platform/workers/gpu-parts.ts";
import { createModelService } from "./platform/workers/model-service.ts";
import { createSharedGpu } from "./platform/workers/shared-gpu.ts";
import { createStudyService } from "./platform/workers/study-client.ts";
import { createTrainingService } from "./platform/workers/training-client.ts";
import type { WorkerPart } from "./platform/workers/worker-link.ts";
import { createCommands } from "./studio/commands/create-commands.ts";
import { selectDataset } from "./studio/selectors/pools.ts";
import { selectStages } from "./studio/selectors/stage-status.ts";
import { filesKey } from "./studio/files-key.ts";
import type { FeatureSource, OpenedFolder } from "./studio/services.ts";
import type { RememberedSession } from "./studio/session-port.ts";
import { createStudio } from "./studio/store.ts";
import {
  StudioContext,
  type FolderIntake,
  type StudioContextValue,
  type ThumbnailImage,
} from "./views/studio-context.tsx";
import { StudioPage } from "./views/studio-page.tsx";

const baseUrl = new URL(".", document.baseURI).href;
const processors = navigator.hardwareConcurrency;
const studio = createStudio();

const pageKeeper = createPageKeeper();
const images = createImageClient({ processors });
const folder = createFolderService(images.inspect);
const newPhotos = createNewPhotos(images.inspect);
const session = createSessionService(
  createSessionMemory(),
  createDatasetStore(),
  createSweepStore(),
  createLabelStore(),
  createCaptionEditStore(),
  folder.handle,
);
const results = createResultStore();
const workerCount = imageWorkerCount(processors);
// ?gpu=shared puts models and training on one GPU device; else each has its own, and a failure of one leaves the others alone.
const sharedGpu = addressParameter("gpu", ["shared"]) === null ? null : createSharedGpu();
const onGpu = (part: GpuPart): (() => WorkerPart) | undefined =>
  sharedGpu === null ? undefined : () => sharedGpu(part);
const modelOptions = { readFile, results, workerCount };
const embedded = createFoundationService({
  ...modelOptions,
  baseUrl,
  startOnGpu: onGpu("embedded"),
});
const foundation = createChosenModels(
  embedded,
  { ...modelOptions, startOnGpu: onGpu("hub") },
  addressParameter("inference", ["webgpu", "wasm"]),
);
// So that a software GPU can be tried.
const forcedBackend = addressParameter("backend", ["webgpu", "simd", "wasm", "cpu"]);
const imports = createImportClient(baseUrl);
const sample = createSampleFiles(baseUrl, {
  image: embedded.imageEncoder.info,
  text: embedded.textEncoder.info,
});
const commands = createCommands(studio, {
  page: pageKeeper,
  folder,
  foundation,
  models: createModelService(imports.unzip),
  graph: createGraphService(),
  training: createTrainingService({ processors, forcedBackend, startOnGpu: onGpu("training") }),
  study: createStudyService({ processors, forcedBackend }),
  featureFiles: imports,
  sample,
  session,
  ledger: createRunLedger(),
  clock: () => performance.now(),
  now: () => new Date().toISOString(),
});
const thumbnailUrls = createThumbnailUrls(createThumbnailStore());

async function readFile(path: string): Promise<Blob> {
  const photo = newPhotos.readFile(path);
  if (photo !== null) return photo;
  return isSample() ? sample.readImage(path) : folder.readFile(path);
}

/** Calls once no stage runs: at once, or when the sample that opens with the page is ready. */
function whenIdle(then: () => void): void {
  const isIdle = (): boolean =>
    selectStages(studio.getState()).every(({ state }) => state !== "running");
  if (isIdle()) {
    then();
    return;
  }
  const stop = studio.subscribe(() => {
    if (!isIdle()) return;
    stop();
    then();
  });
}

function isSample(): boolean {
  return studio.getState().dataset.origin?.kind === "sample";
}

/** What the page's address forces. Null for a value that there is not. */
function addressParameter<Value extends string>(
  name: string,
  values: readonly Value[],
): Value | null {
  const given = new URLSearchParams(location.search).get(name);
  return values.find((value) => value === given) ?? null;
}

/** A folder that the browser gave, or what a single dropped archive holds. */
async function unpacked(source: FolderSource | null): Promise<FolderSource | null> {
  const [only, ...others] = source === null ? [] : source.files;
  if (only === undefined || others.length > 0 || !only[0].toLowerCase().endsWith(".zip")) {
    return source;
  }
  const [path, blob] = only;
  const files = await imports.unzip({ path, blob });
  return createFolderSource(
    path.slice(0, -".zip".length),
    files.map((file) => ({ path: file.path, file: new File([file.blob], file.path) })),
    [],
    null,
  );
}

function featureSource({ opened, files }: FolderSource): FeatureSource {
  return imports.source(
    opened.name,
    [...files].map(([path, blob]) => ({ path, blob })),
  );
}

/** A folder that was open before goes on where it was. `again` is sure of the last one, even if files of it have changed: the visitor said Continue. */
async function openSource(source: FolderSource | null, again: boolean): Promise<void> {
  if (source === null) return;
  if (isFeatureFolder(source)) {
    await commands.readFeatures(featureSource(source));
    return;
  }
  const { opened } = source;
  const before = again ? await lastSession() : await sessionOf(opened);
  images.release();
  await commands.openFolder(
    { ...opened, activate: () => folder.open(source) },
    before === null
      ? {}
      : { settings: before.settings, layout: before.layout, thenRun: before.unfinished },
  );
}

/** The last folder with a photo more or less keeps its settings, but is read anew and does not run by itself. */
async function sessionOf({
  name,
  files,
}: Pick<OpenedFolder, "name" | "files">): Promise<RememberedSession | null> {
  const before = await session.recallFolder(filesKey(files)).catch(() => null);
  if (before !== null) return before;
  const last = await lastSession();
  return last?.folderName === name ? { ...last, layout: null, unfinished: false } : null;
}

/** Where the files of the last folder cannot be read any more, what is stored of them goes on. */
async function continueLast(): Promise<void> {
  const text = "The folder has to be chosen again.";
  let refusal: Error = new StudioError("dataset/folder-needed", text);
  const source = await session.reopen().catch((error: unknown) => {
    if (error instanceof Error) refusal = error;
    return null;
  });
  if (source !== null) return openSource(source, true);
  const [last, dataset] = await Promise.all([lastSession(), session.recallDataset()]);
  if (last === null || dataset === null) throw refusal;
  images.release();
  await commands.continueStored({ session: last, dataset, activate: folder.close });
}

/** A folder that cannot be opened leaves what is on screen alone and says why. */
async function showFailure(open: () => Promise<void>): Promise<void> {
  try {
    studio.getState().patchDataset({ openingError: null });
    await open();
  } catch (error) {
    studio.getState().patchDataset({ openingError: toWireError(error) });
  }
}

function openFrom(find: () => FolderSource | null | Promise<FolderSource | null>): Promise<void> {
  return showFailure(async () => openSource(await unpacked(await find()), false));
}

/** Without a readable session the page works as on a first visit. */
function lastSession(): Promise<RememberedSession | null> {
  return session.recall().catch(() => null);
}

const intake: FolderIntake = {
  canPickDirectory: canPickDirectory(),
  pickDirectory: () => openFrom(pickDirectory),
  takeFiles: (files) => openFrom(() => folderOfFiles(files)),
  takeDrop: (transfer) => openFrom(() => folderOfDrop(transfer)),
  filesOfDrop: async (transfer) => {
    const source = await folderOfDrop(transfer);
    if (source === null) return [];
    return [...source.files].map(([path, blob]) => ({
      path: `${source.opened.name}/${path}`,
      blob,
    }));
  },
  continueRemembered: () => showFailure(continueLast),
};

async function thumbnail(index: number): Promise<ThumbnailImage | null> {
  const example = selectDataset(studio.getState())?.examples[index];
  // A row of features has no picture, though the folder that was open before may have one of its name.
  if (example === undefined || example.width === 0) return null;
  if (isSample()) {
    const tile = sample.tile(example.path);
    return tile === null ? null : { url: tile.url, tile };
  }
  const url = await thumbnailUrls.url(example.contentHash, () => folder.readFile(example.path));
  return url === null ? null : { url, tile: null };
}

async function offerLastFolder(): Promise<void> {
  const last = await lastSession();
  if (last === null) return;
  const dataset = await session.recallDataset().catch(() => null);
  studio.getState().patchDataset({
    remembered: {
      name: last.folderName,
      hasHandle: last.hasHandle,
      hasDataset: dataset !== null,
      imageCount: last.imageCount,
      unfinished: last.unfinished,
    },
  });
}

function start(): void {
  const root = document.getElementById("root");
  if (root === null) throw new TypeError("index.html has no #root");
  const value: StudioContextValue = {
    studio,
    commands,
    intake,
    newPhoto: newPhotos.source,
    thumbnail,
  };
  createRoot(root).render(
    <StrictMode>
      <StudioContext value={value}>
        <StudioPage />
      </StudioContext>
    </StrictMode>,
  );
  if (!isSecureContext) {
    const error = new StudioError(
      "platform/insecure-context",
      "The browser allows storage and hashing only on https:// or localhost.",
      { address: location.origin },
    );
    studio.getState().patchDataset({ run: { status: "failed", error: toWireError(error) } });
    return;
  }
  const sample = recallSample();
  void commands.loadSample(sample?.name ?? "noto", sample?.settings);
  void offerLastFolder();
  // In production alone: a development server's files change under their names.
  if (import.meta.env.PROD) {
    void pageKeeper.start(studio.getState().patchPage, whenIdle);
  }
  void results.persistent().then((keepsResults) => {
    studio.getState().patchDevice({ keepsResults });
  });
  void readDeviceReport(sharedGpu !== null).then((report) => {
    studio.getState().patchDevice({ report });
  });
}

start();
