/** Loads a frozen model when the first result is missing from the store, so that a second visit to the same images loads nothing. */

import type { CancelToken, OnProgress } from "../../pipeline/artifacts.ts";
import type { CommandContext } from "./context.ts";

/** @returns a function that resolves when the model is loaded; all callers share one load */
export function onceLoaded(
  { studio, services }: CommandContext,
  model: "image" | "text",
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
