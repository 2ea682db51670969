/** A preview that loses one of two validation images at 0.5 and the other at 0.35, for tests of the axis. */

import type { PreviewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import { selectShownGraph } from "../../studio/selectors/threshold-axis.ts";
import type { Studio } from "../../studio/store.ts";

export const FAKE_PREVIEW: PreviewTable = {
  classCount: 2,
  trainingScores: Float32Array.of(0, 1),
  validationScores: Float32Array.of(0.5, 0, 0.5, 0),
  validationLabels: Int32Array.of(0, 0),
  validation: Int32Array.of(0, 1),
  training: Int32Array.of(0, 0),
  similarity: Float32Array.of(0.5, 0.35),
  cutoff: -Infinity,
};

/** Beside the graph that is shown. */
export function showPreview(studio: Studio, preview: PreviewTable | null = FAKE_PREVIEW): void {
  const graph = selectShownGraph(studio.getState());
  if (graph === null) throw new TypeError("show a graph first");
  studio.getState().patchGraph({
    run: { status: "ready", artifact: { ...graph, preview }, madeFrom: "" },
  });
}
