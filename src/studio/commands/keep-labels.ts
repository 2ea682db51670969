/** Added labels outlive the page, folder by folder, whichever folder was open last. */

import type { LabelStep } from "../../pipeline/dataset/relabel.ts";
import { NO_LABEL_STEPS } from "../slices/dataset.ts";
import type { CommandContext } from "./context.ts";

export async function keepLabels({ studio, services }: CommandContext): Promise<void> {
  const { origin, labelSteps } = studio.getState().dataset;
  if (origin?.kind !== "folder") return;
  const labelsKept = await services.session.saveLabels(origin.filesKey, labelSteps).then(
    () => true,
    () => false,
  );
  const now = studio.getState().dataset;
  // Of labels that have changed meanwhile a later call tells.
  if (now.origin !== origin || now.labelSteps !== labelSteps) return;
  studio.getState().patchDataset({ labelsKept });
}

/** None where the browser's storage cannot be read: the folder opens all the same. */
export function keptLabels(
  { services }: CommandContext,
  filesKey: string,
): Promise<readonly LabelStep[]> {
  return services.session.loadLabels(filesKey).catch(() => NO_LABEL_STEPS);
}
