/** Dataset: list the folder, read its label tables and captions, hash and decode each image, and assemble what is readable. */

import { StudioError, toWireError } from "../../errors.ts";
import type {
  CancelToken,
  Dataset,
  DatasetProblem,
  FolderLayout,
  OnProgress,
} from "../../pipeline/artifacts.ts";
import {
  assembleDataset,
  type ImageFacts,
  type ReadFolder,
} from "../../pipeline/dataset/assemble-dataset.ts";
import { possibleLayouts } from "../../pipeline/dataset/folder-layout.ts";
import { listFolder, type FolderListing } from "../../pipeline/dataset/folder-listing.ts";
import { filesKey } from "../files-key.ts";
import { selectPools, selectReadDataset } from "../selectors/pools.ts";
import type { OpenFolderOptions } from "../commands.ts";
import type { OpenedFolder } from "../services.ts";
import { IDLE } from "../stage-run.ts";
import { startingCaptions } from "./caption-images.ts";
import { clearStudio } from "./clear-studio.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { showKnownSweep } from "./known-sweep.ts";
import { applyChoice } from "./model-commands.ts";
import { keptLabels } from "./keep-labels.ts";
import { keptTexts } from "./keep-texts.ts";
import { rememberSession } from "./remember-session.ts";
import { withEdits } from "./shown-captions.ts";
import { applySettingsText, savedChoice } from "./settings-text.ts";

/** More decoders than this only wait for each other. */
const INSPECTIONS_IN_FLIGHT = 8;

/** @returns true when the folder holds a usable data set; a failure is shown in the dataset stage */
export async function openFolder(
  context: CommandContext,
  cancel: CancelToken,
  folder: OpenedFolder,
  options: OpenFolderOptions,
): Promise<boolean> {
  const { studio } = context;
  folder.activate();
  clearStudio(context);
  studio.getState().patchDataset({
    origin: {
      kind: "folder",
      name: folder.name,
      hasHandle: folder.hasHandle,
      filesKey: filesKey(folder.files),
      filesOpen: true,
    },
  });
  try {
    await runStage<Dataset>(
      context,
      cancel,
      (run) => {
        studio.getState().patchDataset({ run });
      },
      async (report) => {
        const read = await readFolder(context, cancel, folder, report);
        const layouts = possibleLayouts(read.listing, read.tableText);
        const layout = layouts.find((possible) => possible === options.layout) ?? layouts[0];
        if (layout === undefined) throw new TypeError("a folder has at least one possible layout");
        const dataset = withImages(assembleDataset(read, layout));
        context.opened = read;
        const labelSteps = await keptLabels(context, dataset);
        const edits = await keptTexts(context, dataset);
        throwIfCancelled(cancel);
        studio.getState().patchTexts({ edits });
        studio
          .getState()
          .patchDataset({ labelSteps, reading: { layout, possibleLayouts: layouts } });
        return { artifact: dataset, madeFrom: folder.name };
      },
    );
  } catch (error) {
    if (error instanceof StageFailed) return false;
    throw error;
  }
  startOn(context);
  if (options.settings !== undefined) {
    applySettingsText(studio, options.settings);
    applyChoice(context, savedChoice(options.settings));
  }
  await showKnownSweep(context, cancel);
  await rememberSession(context);
  return true;
}

/** Reads the images again under another layout; nothing is decoded twice. */
export async function chooseLayout(
  context: CommandContext,
  cancel: CancelToken,
  layout: FolderLayout,
): Promise<void> {
  const { studio } = context;
  const read = context.opened;
  const { reading } = studio.getState().dataset;
  if (read === null || reading?.possibleLayouts.includes(layout) !== true) return;
  const { origin, labelSteps, labelsKept } = studio.getState().dataset;
  const { edits, past, future, kept } = studio.getState().texts;
  clearStudio(context);
  const state = studio.getState();
  state.patchTexts({ edits, past, future, kept });
  state.patchDataset({ origin, labelSteps, labelsKept, reading: { ...reading, layout } });
  try {
    const artifact = withImages(assembleDataset(read, layout));
    state.patchDataset({ run: { status: "ready", artifact, madeFrom: read.name } });
  } catch (error) {
    state.patchDataset({ run: { status: "failed", error: toWireError(error) } });
    return;
  }
  startOn(context);
  await showKnownSweep(context, cancel);
  await rememberSession(context);
}

/** Defaults that depend on the data: captions that came with it, and those of its labels. */
export function startOn(context: CommandContext): void {
  const state = context.studio.getState();
  const dataset = selectReadDataset(state);
  if (dataset === null) return;
  const written = startingCaptions(dataset, []);
  state.patchCaptions({ run: IDLE, written, captions: withEdits(context, written) });
  fitLabels(context);
}

/** Shots that fit the labels, and a scope that has training nodes. */
export function fitLabels({ studio }: CommandContext): void {
  const state = studio.getState();
  const pools = selectPools(state);
  if (pools === null) return;
  state.patchTraining({ settings: { ...state.training.settings, shots: pools.defaultShots } });
  const trained = pools.pool.includes("train");
  state.patchGraph({ scope: trained ? "inductive" : "transductive" });
}

function withImages(dataset: Dataset): Dataset {
  if (dataset.examples.length > 0) return dataset;
  throw new StudioError(
    "dataset/no-images",
    `None of the ${dataset.problems.length} files in ${dataset.name} is an image that can be read.`,
  );
}

/** What is wrong with a folder whose listing alone shows that there is no image to read; null when there is. */
export function nothingToRead(folder: OpenedFolder): StudioError | null {
  const { fileCount, imagePaths } = listFolder(folder.files);
  if (fileCount === 0) {
    return new StudioError("dataset/empty-folder", `The folder ${folder.name} holds no file.`);
  }
  if (imagePaths.length > 0) return null;
  return new StudioError("dataset/no-images", `None of the files in ${folder.name} is an image.`);
}

async function readFolder(
  context: CommandContext,
  cancel: CancelToken,
  folder: OpenedFolder,
  report: OnProgress,
): Promise<ReadFolder> {
  const listing = listFolder(folder.files);
  const { readText } = context.services.folder;
  const [tablePath] = listing.tablePaths;
  const tableText = tablePath === undefined ? null : await readText(tablePath);
  const captionTexts = new Map<string, string>();
  for (const path of listing.captionPaths) captionTexts.set(path, await readText(path));
  const images = new Map<string, ImageFacts>();
  const readProblems = await inspectImages(context, cancel, listing, images, report);
  return { name: folder.name, listing, images, readProblems, tableText, captionTexts };
}

/** Fills `images`; a file that cannot be decoded becomes a problem and the rest goes on. */
async function inspectImages(
  context: CommandContext,
  cancel: CancelToken,
  { imagePaths }: FolderListing,
  images: Map<string, ImageFacts>,
  report: OnProgress,
): Promise<DatasetProblem[]> {
  const problems: DatasetProblem[] = [];
  let done = 0;
  await eachInParallel(imagePaths.length, INSPECTIONS_IN_FLIGHT, cancel, async (i) => {
    const path = imagePaths[i];
    if (path === undefined) return;
    try {
      images.set(path, await context.services.folder.inspect(path, cancel));
    } catch (error) {
      if (!(error instanceof StudioError && error.code.startsWith("dataset/"))) throw error;
      problems.push({ path, reason: error.message, skipped: true });
    }
    throwIfCancelled(cancel);
    done += 1;
    report({ label: "Reading images", done, total: imagePaths.length });
  });
  return problems;
}
