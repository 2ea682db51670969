/** Looks up a sweep that was made with exactly the current data and settings: the visitor's own first, else one that ships with the sample. */

import type { CancelToken, SweepRecord } from "../../pipeline/artifacts.ts";
import { selectCurve } from "../selectors/accuracy-curve.ts";
import { selectDataFingerprint, selectSweepKey, sweepKey } from "../selectors/sweep-key.ts";
import type { CommandContext } from "./context.ts";
import { throwIfCancelled } from "./job.ts";
import { showKnownStudies } from "./run-study.ts";
import { isComplete } from "../sweep-tasks.ts";

/** A sweep of other settings stays on screen, marked stale, when none fits. */
export async function showKnownSweep(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  // Their storage may be out of reach, which costs nothing but their return.
  showKnownStudies(context).catch(() => undefined);
  const key = selectSweepKey(studio.getState());
  if (studio.getState().evaluation.sweep?.key === key) return;
  const stored = await services.session.loadSweep(key);
  throwIfCancelled(cancel);
  const recorded = recordedSweep(context);
  // A stored fragment does not replace a whole recorded curve; Run goes on with it.
  const sweep = stored === null || (recorded !== null && !isComplete(stored)) ? recorded : stored;
  if (sweep === null || selectSweepKey(studio.getState()) !== key) return;
  studio.getState().patchEvaluation({ sweep, run: { status: "idle" } });
  const { graph, patchGraph } = studio.getState();
  // Of a fragment it would be the best of a few points, and another one when the rest is there.
  const best = selectCurve(studio.getState())?.best?.displayThreshold ?? null;
  if (!graph.thresholdChosen && best !== null && isComplete(sweep)) {
    patchGraph({ threshold: best, thresholdChosen: true });
  }
}

/** Brings the recorded sweep of the current settings back; does nothing where there is none. */
export function showRecordedSweep(context: CommandContext): void {
  const sweep = recordedSweep(context);
  if (sweep === null) return;
  context.studio.getState().patchEvaluation({ sweep, run: { status: "idle" }, revealedKey: null });
}

function recordedSweep(context: CommandContext): SweepRecord | null {
  const state = context.studio.getState();
  if (state.dataset.origin?.kind !== "sample") return null;
  if (selectDataFingerprint(state) !== context.recordedData) return null;
  const key = selectSweepKey(state);
  const recorded = context.recordedSweeps.find(({ settings }) => sweepKey(state, settings) === key);
  return recorded === undefined
    ? null
    : { ...recorded, key, origin: "recorded", testRevealed: false };
}
