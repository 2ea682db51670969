/** Keeps enough of an opened folder to offer it again on the next visit, and of a sample to bring it back after a reload. */

import { selectReadDataset } from "../selectors/pools.ts";
import type { CommandContext } from "./context.ts";
import { settingsText } from "./settings-text.ts";

/** While Run goes through the stages the session counts as unfinished: a page that went away in the middle offers to go on. */
export async function rememberSession(context: CommandContext): Promise<void> {
  const state = context.studio.getState();
  const { origin, reading } = state.dataset;
  const dataset = selectReadDataset(state);
  context.services.session.rememberSample(
    origin?.kind === "sample" ? { name: origin.name, settings: settingsText(state) } : null,
  );
  if (origin?.kind !== "folder" || dataset === null) return;
  const session = {
    folderName: origin.name,
    hasHandle: origin.hasHandle,
    imageCount: dataset.examples.length,
    filesKey: origin.filesKey,
    layout: reading?.layout ?? null,
    unfinished: context.unfinished,
    settings: settingsText(state),
  };
  try {
    await context.services.session.remember(session, dataset);
  } catch {
    // The next visit does not offer this folder; that is no reason to lose the work of this one.
  }
}
