/** Loads a frozen model when the first result is missing from the store, so that a second visit to the same images loads nothing. */

import type { CancelToken, OnProgress } from "../../pipeline/artifacts.ts";
import { StudioError } from "../../errors.ts";
import type { FoundationRole } from "../model-ports.ts";
import type { Services } from "../services.ts";
import type { StudioState } from "../store.ts";
import type { CommandContext } from "./context.ts";

/**
 * @returns a function that resolves when the model is loaded; all callers share one load
 * @throws (that function) StudioError dataset/folder-needed when the model would get no image to read
 */
export function onceLoaded(
  context: CommandContext,
  model: FoundationRole,
  report: OnProgress,
  cancel: CancelToken,
): () => Promise<void> {
  const loaded = loadedOnce(context, model, report, cancel);
  return () => {
    if (model !== "text" && isFolderAway(context.studio.getState(), context.services)) {
      const text = "Some images have no stored results yet.";
      return Promise.reject(new StudioError("dataset/folder-needed", text));
    }
    return loaded();
  };
}

/** For an image that does not come from the folder. */
export function loadedOnce(
  { studio, services }: CommandContext,
  model: FoundationRole,
  report: OnProgress,
  cancel: CancelToken,
): () => Promise<void> {
  let loading: Promise<void> | null = null;
  return () => {
    loading ??= services.foundation.load(model, report, cancel).then(({ device }) => {
      studio.getState().patchDevice({ inferenceBackend: device });
    });
    return loading;
  };
}

/** The sample's drawings come with the page. */
function isFolderAway({ dataset }: StudioState, { folder }: Services): boolean {
  return dataset.origin?.kind === "folder" && !folder.isOpen();
}
