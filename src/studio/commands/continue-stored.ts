/** Goes on with a folder of an earlier visit whose files are out of reach, from what is stored of it. */

import type { CancelToken } from "../../pipeline/artifacts.ts";
import type { StoredFolder } from "../services.ts";
import { clearStudio } from "./clear-studio.ts";
import type { CommandContext } from "./context.ts";
import { throwIfCancelled } from "./job.ts";
import { keptLabels } from "./keep-labels.ts";
import { keptTexts } from "./keep-texts.ts";
import { showKnownSweep } from "./known-sweep.ts";
import { startOn } from "./open-folder.ts";
import { applyChoice } from "./model-commands.ts";
import { rememberSession } from "./remember-session.ts";
import { runAll, showStored } from "./run-all.ts";
import { applySettingsText, savedChoice } from "./settings-text.ts";

/** Where the earlier visit was interrupted all stages go on; a stage that needs pixels of an image fails with dataset/folder-needed. */
export async function continueStored(
  context: CommandContext,
  cancel: CancelToken,
  { session, dataset, activate }: StoredFolder,
): Promise<void> {
  const { studio } = context;
  activate();
  clearStudio(context);
  // Without its files the folder cannot be read under another layout.
  context.opened = null;
  const { folderName: name, hasHandle, filesKey, unfinished, settings } = session;
  // Before the data set is there to be worked on: what is not read yet would be overwritten.
  const labelSteps = await keptLabels(context, dataset);
  const edits = await keptTexts(context, dataset);
  throwIfCancelled(cancel);
  const state = studio.getState();
  state.patchDataset({
    origin: { kind: "folder", name, hasHandle, filesKey, filesOpen: false },
    reading: { layout: dataset.layout, possibleLayouts: [dataset.layout] },
    labelSteps,
    run: { status: "ready", artifact: dataset, madeFrom: name },
  });
  state.patchTexts({ edits });
  startOn(context);
  applySettingsText(studio, settings);
  applyChoice(context, savedChoice(settings));
  await showKnownSweep(context, cancel);
  if (unfinished) {
    await runAll(context, cancel);
    return;
  }
  await rememberSession(context);
  await showStored(context, cancel);
}
