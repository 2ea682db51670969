/** Keeps the training-free preview beside τ: with every change of the studio, and in the frames after it where one frame was too short. */

import type { PreviewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import {
  createPreview,
  type PreviewPoint,
  type TrainingFreePreview,
} from "../../pipeline/evaluation/training-free-preview.ts";
import { selectGraphStatistics, selectShownGraph } from "../../studio/selectors/threshold-axis.ts";
import type { Studio } from "../../studio/store.ts";

/** One for each edge and class: about a millisecond on a laptop. */
const ADDITIONS_A_FRAME = 300_000;

export interface PreviewFollower {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same object until the preview has moved; null where there is none. */
  readonly current: () => PreviewPoint | null;
}

export function createPreviewFollower(studio: Studio): PreviewFollower {
  const listeners = new Set<() => void>();
  let table: PreviewTable | null = null;
  let preview: TrainingFreePreview | null = null;
  let threshold: number | null = null;
  let point: PreviewPoint | null = null;
  let frame: number | null = null;

  const step = (): void => {
    frame = null;
    const edgeBudget = Math.max(1, Math.floor(ADDITIONS_A_FRAME / (table?.classCount ?? 1)));
    const moved =
      preview === null || threshold === null ? null : preview.moveTo(threshold, edgeBudget);
    const changed = moved !== point;
    point = moved;
    if (point?.caughtUp === false) frame = requestAnimationFrame(step);
    if (changed) for (const listener of listeners) listener();
  };
  const follow = (): void => {
    const state = studio.getState();
    const shownTable = selectShownGraph(state)?.preview ?? null;
    const shownThreshold = selectGraphStatistics(state)?.threshold ?? null;
    const arrived = point?.caughtUp !== false;
    if (shownTable === table && shownThreshold === threshold && arrived) return;
    if (shownTable !== table) preview = shownTable === null ? null : createPreview(shownTable);
    table = shownTable;
    threshold = shownThreshold;
    // While a frame is on its way, it takes the new τ with it.
    if (frame === null) step();
  };
  let forget: (() => void) | null = null;
  return {
    current: () => point,
    subscribe: (listener) => {
      listeners.add(listener);
      forget ??= studio.subscribe(follow);
      follow();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        forget?.();
        forget = null;
        if (frame !== null) cancelAnimationFrame(frame);
        frame = null;
      };
    },
  };
}
