/** Edited captions outlive the page, image by image, as added labels do. */

import type { Dataset } from "../../pipeline/artifacts.ts";
import { NO_EDITS, type CaptionEdits } from "../../pipeline/captions/caption-edits.ts";
import { selectReadDataset } from "../selectors/pools.ts";
import type { CommandContext } from "./context.ts";

export async function keepTexts({ studio, services }: CommandContext): Promise<void> {
  const state = studio.getState();
  const dataset = selectReadDataset(state);
  const { edits } = state.texts;
  if (state.dataset.origin?.kind !== "folder" || dataset === null) return;
  state.patchTexts({ kept: "saving" });
  const kept = await services.session.saveCaptionEdits(dataset, edits).then(
    () => "kept" as const,
    () => "lost" as const,
  );
  const now = studio.getState();
  // Of edits that have changed meanwhile a later call tells.
  if (selectReadDataset(now) !== dataset || now.texts.edits !== edits) return;
  now.patchTexts({ kept });
}

/** None where the browser's storage cannot be read: the folder opens all the same. */
export function keptTexts({ services }: CommandContext, dataset: Dataset): Promise<CaptionEdits> {
  return services.session.loadCaptionEdits(dataset).catch(() => NO_EDITS);
}
