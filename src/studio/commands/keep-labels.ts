/** Added labels outlive the page, image by image, whichever folder was open last. */

import type { Dataset } from "../../pipeline/artifacts.ts";
import type { LabelStep } from "../../pipeline/dataset/relabel.ts";
import { selectReadDataset } from "../selectors/pools.ts";
import { NO_LABEL_STEPS } from "../slices/dataset.ts";
import type { CommandContext } from "./context.ts";

export async function keepLabels({ studio, services }: CommandContext): Promise<void> {
  const state = studio.getState();
  const dataset = selectReadDataset(state);
  const { origin, labelSteps } = state.dataset;
  if (origin?.kind !== "folder" || dataset === null) return;
  state.patchDataset({ labelsKept: "saving" });
  const labelsKept = await services.session.saveLabels(dataset, labelSteps).then(
    () => "kept" as const,
    () => "lost" as const,
  );
  const now = studio.getState();
  // Of labels that have changed meanwhile a later call tells.
  if (selectReadDataset(now) !== dataset || now.dataset.labelSteps !== labelSteps) return;
  now.patchDataset({ labelsKept });
}

/** None where the browser's storage cannot be read: the folder opens all the same. */
export function keptLabels(
  { services }: CommandContext,
  dataset: Dataset,
): Promise<readonly LabelStep[]> {
  return services.session.loadLabels(dataset).catch(() => NO_LABEL_STEPS);
}
