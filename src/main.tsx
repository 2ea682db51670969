/** Composition root: devices, workers, storage, the studio and the page. The only file that knows every layer. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { StudioError, toWireError } from "./errors.ts";
import { readDeviceReport } from "./platform/device/device-report.ts";
import {
  canPickDirectory,
  folderOfDrop,
  folderOfFiles,
  pickDirectory,
} from "./platform/storage/folder-intake.ts";
import { createFolderService } from "./platform/storage/folder-service.ts";
import type { FolderSource } from "./platform/storage/folder-source.ts";
import { createSessionMemory } from "./platform/storage/remembered-session.ts";
import { createResultStore } from "./platform/storage/result-store.ts";
import { createSampleFiles } from "./platform/storage/sample-files.ts";
import { createSessionService } from "./platform/storage/session-service.ts";
import { createSweepStore } from "./platform/storage/sweep-store.ts";
import { createThumbnailStore } from "./platform/storage/thumbnail-store.ts";
import { createThumbnailUrls } from "./platform/storage/thumbnail-urls.ts";
import { createFoundationService, imageWorkerCount } from "./platform/workers/foundation-client.ts";
import { createGraphService } from "./platform/workers/graph-client.ts";
import { createImageClient } from "./platform/workers/image-client.ts";
import { createTrainingService } from "./platform/workers/training-client.ts";
import { createCommands } from "./studio/commands/create-commands.ts";
import { selectDataset } from "./studio/selectors/pools.ts";
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

const images = createImageClient({ processors });
const folder = createFolderService(images.inspect);
const session = createSessionService(createSessionMemory(), createSweepStore(), folder.handle);
const foundation = createFoundationService({
  baseUrl,
  readFile: (path) => (isSample() ? sample.readImage(path) : folder.readFile(path)),
  results: createResultStore(),
  workerCount: imageWorkerCount(processors),
});
const sample = createSampleFiles(baseUrl, {
  image: foundation.imageEncoder.info,
  text: foundation.textEncoder.info,
});
const commands = createCommands(studio, {
  folder,
  foundation,
  graph: createGraphService(),
  training: createTrainingService({ processors, forcedBackend: forcedBackend() }),
  sample,
  session,
  clock: () => performance.now(),
  now: () => new Date().toISOString(),
});
const thumbnailUrls = createThumbnailUrls(createThumbnailStore());

function isSample(): boolean {
  return studio.getState().dataset.origin?.kind === "sample";
}

/** ?backend= forces the trainer's backend, so that a software GPU can be tried. */
function forcedBackend(): "webgpu" | "wasm" | "cpu" | null {
  const value = new URLSearchParams(location.search).get("backend");
  return value === "webgpu" || value === "wasm" || value === "cpu" ? value : null;
}

/** The folder of the last visit goes on where it was; another one opens from its beginning. */
async function openSource(source: FolderSource | null): Promise<void> {
  if (source === null) return;
  const last = await session.recall();
  const again = last?.folderName === source.opened.name ? last : null;
  images.release();
  await commands.openFolder(
    folder.open(source),
    again === null ? {} : { settings: again.settings, thenRun: again.unfinished },
  );
}

/** A folder that cannot be opened fails where every other failure of the data set is shown. */
async function openFrom(
  find: () => FolderSource | null | Promise<FolderSource | null>,
): Promise<void> {
  try {
    await openSource(await find());
  } catch (error) {
    studio.getState().patchDataset({ run: { status: "failed", error: toWireError(error) } });
  }
}

const intake: FolderIntake = {
  canPickDirectory: canPickDirectory(),
  pickDirectory: () => openFrom(pickDirectory),
  takeFiles: (files) => openFrom(() => folderOfFiles(files)),
  takeDrop: (transfer) => openFrom(() => folderOfDrop(transfer)),
  continueRemembered: () => openFrom(session.reopen),
};

async function thumbnail(index: number): Promise<ThumbnailImage | null> {
  const example = selectDataset(studio.getState())?.examples[index];
  if (example === undefined) return null;
  if (isSample()) {
    const tile = sample.tile(example.path);
    return tile === null ? null : { url: tile.url, tile };
  }
  const url = await thumbnailUrls.url(example.contentHash, () => folder.readFile(example.path));
  return url === null ? null : { url, tile: null };
}

async function offerLastFolder(): Promise<void> {
  const last = await session.recall();
  if (last === null) return;
  studio.getState().patchDataset({
    remembered: {
      name: last.folderName,
      hasHandle: last.hasHandle,
      imageCount: last.imageCount,
      unfinished: last.unfinished,
    },
  });
}

function start(): void {
  const root = document.getElementById("root");
  if (root === null) throw new TypeError("index.html has no #root");
  const value: StudioContextValue = { studio, commands, intake, thumbnail };
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
  void commands.loadSample();
  void offerLastFolder();
  void readDeviceReport().then((report) => {
    studio.getState().patchDevice({ report });
  });
}

start();
