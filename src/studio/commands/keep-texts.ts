/** Edited captions outlive the page, folder by folder, as added labels do. */

import { NO_EDITS, type CaptionEdits } from "../../pipeline/captions/caption-edits.ts";
import type { CommandContext } from "./context.ts";

export async function keepTexts({ studio, services }: CommandContext): Promise<void> {
  const state = studio.getState();
  const { origin } = state.dataset;
  const { edits } = state.texts;
  if (origin?.kind !== "folder") return;
  const kept = await services.session.saveCaptionEdits(origin.filesKey, edits).then(
    () => true,
    () => false,
  );
  const now = studio.getState();
  // Of edits that have changed meanwhile a later call tells.
  if (now.dataset.origin !== origin || now.texts.edits !== edits) return;
  now.patchTexts({ kept });
}

/** None where the browser's storage cannot be read: the folder opens all the same. */
export function keptTexts({ services }: CommandContext, filesKey: string): Promise<CaptionEdits> {
  return services.session.loadCaptionEdits(filesKey).catch(() => NO_EDITS);
}
