import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PreviewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import type { Studio } from "../../studio/store.ts";
import { fakeDataset, fakeStudio, loadFolder } from "../fake-studio.ts";
import { showGraph } from "../graph/fake-graph.ts";
import { FAKE_PREVIEW, showPreview } from "./fake-preview.ts";
import { createPreviewFollower } from "./preview-follower.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function studioAt(threshold: number): Studio {
  const { studio } = fakeStudio();
  loadFolder(studio, fakeDataset(["cat", "dog"], 10));
  showGraph(studio, threshold);
  showPreview(studio);
  return studio;
}

test("is at τ from the start and after every move, in the same call", () => {
  const studio = studioAt(0.6);
  const { subscribe, current } = createPreviewFollower(studio);
  const listener = vi.fn();
  const unsubscribe = subscribe(listener);
  expect(current()).toEqual({ threshold: 0.6, validationAccuracy: 1, caughtUp: true });
  studio.getState().patchGraph({ threshold: 0.4 });
  expect(current()).toEqual({ threshold: 0.4, validationAccuracy: 0.5, caughtUp: true });
  const calls = listener.mock.calls.length;
  studio.getState().patchGraph({ selectedExample: 1 });
  expect(listener).toHaveBeenCalledTimes(calls);
  unsubscribe();
  studio.getState().patchGraph({ threshold: 0.2 });
  expect(current()?.threshold).toBe(0.4);
});

test("takes the table of another graph, and is gone without one", () => {
  const studio = studioAt(0.6);
  const { subscribe, current } = createPreviewFollower(studio);
  subscribe(() => undefined);
  showPreview(studio, { ...FAKE_PREVIEW, validationLabels: Int32Array.of(0, 1) });
  expect(current()?.validationAccuracy).toBe(0.5);
  showPreview(studio, null);
  expect(current()).toBeNull();
});

/** So many classes that a frame has time for one pair only. */
function slowTable(): PreviewTable {
  const classCount = 200_000;
  const validationScores = new Float32Array(2 * classCount);
  const trainingScores = new Float32Array(classCount);
  validationScores[0] = validationScores[classCount] = 0.5;
  trainingScores[1] = 1;
  return { ...FAKE_PREVIEW, classCount, validationScores, trainingScores };
}

test("goes on in the next frames where one was too short, and says where it is", () => {
  const studio = studioAt(0.6);
  showPreview(studio, slowTable());
  const { subscribe, current } = createPreviewFollower(studio);
  const unsubscribe = subscribe(() => undefined);
  studio.getState().patchGraph({ threshold: 0.3 });
  expect(current()).toMatchObject({ validationAccuracy: 0.5, caughtUp: false });
  expect(current()?.threshold).toBeCloseTo(0.35, 6);
  vi.advanceTimersToNextFrame();
  expect(current()).toEqual({ threshold: 0.3, validationAccuracy: 0, caughtUp: true });
  // A preview that was left on its way goes on when somebody looks again.
  studio.getState().patchGraph({ threshold: 0.6 });
  studio.getState().patchGraph({ threshold: 0.3 });
  unsubscribe();
  expect(current()?.caughtUp).toBe(false);
  subscribe(() => undefined);
  vi.advanceTimersToNextFrame();
  expect(current()?.caughtUp).toBe(true);
});
