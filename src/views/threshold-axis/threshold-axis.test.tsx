import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RunPoint } from "../../pipeline/artifacts.ts";
import { selectSweepKey } from "../../studio/selectors/sweep-key.ts";
import {
  selectGraphAlongAxis,
  selectGraphStatistics,
  selectRankedPairs,
} from "../../studio/selectors/threshold-axis.ts";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { showGraph, showSweep } from "../graph/fake-graph.ts";
import { StudioContext } from "../studio-context.tsx";
import { axisFrame, thresholdScale, type ThresholdScale } from "./axis-frame-layout.ts";
import { FAKE_PREVIEW, showPreview } from "./fake-preview.ts";
import { ThresholdAxis } from "./threshold-axis.tsx";

const WIDTH = 440;

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(WIDTH);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function loaded(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 10));
  showGraph(fake.studio, 0.3);
  return fake;
}

function show(fake: FakeStudio): HTMLElement {
  const { container } = render(
    <StudioContext value={fake.context}>
      <ThresholdAxis />
    </StudioContext>,
  );
  return container;
}

const slider = (): HTMLInputElement => screen.getByRole("slider", { name: /threshold/i });
const movedTo = ({ calls }: FakeStudio): readonly unknown[] =>
  calls.filter(([name]) => name === "setThreshold").map(([, threshold]) => threshold);
const nextFrame = (): Promise<unknown> =>
  new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });

test("says what is missing before there is a graph", () => {
  const fake = fakeStudio();
  show(fake);
  expect(screen.getByText(/Open a folder of images/)).toBeTruthy();
  expect(screen.queryByRole("slider")).toBeNull();
});

test("the slider speaks τ, the edges and the mean degree of the graph at τ", () => {
  const fake = loaded();
  show(fake);
  const { edges, meanDegree } = selectGraphStatistics(fake.studio.getState())!;
  expect(slider().getAttribute("aria-valuetext")).toBe(
    `0.30, ${edges} edges, mean degree ${meanDegree.toFixed(1)}`,
  );
});

test("keys move τ to the next trained threshold and to the ends of the axis", async () => {
  const fake = loaded();
  showSweep(fake.studio, [0.5, 0.75, 0.6]);
  show(fake);
  const [low, high] = selectGraphAlongAxis(fake.studio.getState())!.range;
  slider().focus();
  for (const key of ["PageUp", "Home", "End"]) {
    await userEvent.keyboard(`{${key}}`);
    await nextFrame();
  }
  expect(movedTo(fake)).toEqual([0.4, low, high]);
});

test("keys that come faster than frames add up", () => {
  const fake = loaded();
  show(fake);
  const [low, high] = selectGraphAlongAxis(fake.studio.getState())!.range;
  fireEvent.keyDown(slider(), { key: "ArrowRight" });
  fireEvent.keyDown(slider(), { key: "ArrowRight" });
  expect(movedTo(fake)).toEqual([]);
  fireEvent.keyUp(slider(), { key: "ArrowRight" });
  expect(movedTo(fake)).toHaveLength(1);
  expect(movedTo(fake)[0]).toBeCloseTo(0.3 + (2 * (high - low)) / 150, 9);
});

test("an arrow key takes a small step", async () => {
  const fake = loaded();
  show(fake);
  const [low, high] = selectGraphAlongAxis(fake.studio.getState())!.range;
  slider().focus();
  await userEvent.keyboard("{ArrowRight}");
  await nextFrame();
  expect(movedTo(fake)[0]).toBeCloseTo(0.3 + (high - low) / 150, 9);
});

test("a drag in a strip moves τ to the place under the pointer, once a frame", async () => {
  const fake = loaded();
  const area = show(fake).querySelector(".axis-drag")!;
  area.setPointerCapture = () => undefined;
  area.hasPointerCapture = () => true;
  fireEvent.pointerDown(area, { button: 0, pointerId: 1, clientX: 100 });
  fireEvent.pointerMove(area, { pointerId: 1, clientX: 150 });
  fireEvent.pointerMove(area, { pointerId: 1, clientX: 200 });
  expect(movedTo(fake)).toEqual([]);
  await nextFrame();
  await nextFrame();
  expect(movedTo(fake)).toHaveLength(1);
  expect(movedTo(fake)[0]).toBeCloseTo(scaleOf(fake).thresholdAt(200), 6);
});

/** happy-dom has no canvas to measure text with, so characters have their typical width. */
function scaleOf(fake: FakeStudio): ThresholdScale {
  const em = Number.parseFloat(getComputedStyle(document.body).fontSize);
  const character = 0.92 * 0.55 * em;
  const frame = axisFrame({
    width: WIDTH,
    height: 600,
    em,
    labelCharacter: character,
    textCharacter: character,
    captionLines: 0,
    readingLines: 0,
    footnoteLines: 0,
  });
  return thresholdScale(frame, selectGraphAlongAxis(fake.studio.getState())!.range);
}

test("the curve is a table too, and test accuracy is in it only after the reveal", () => {
  const fake = loaded();
  const sweep = showSweep(fake.studio, [0.5, 0.75, 0.6]);
  show(fake);
  const rows = (): (string | null)[][] =>
    within(screen.getByRole("table"))
      .getAllByRole("row")
      .map((row) => [...row.children].map(({ textContent }) => textContent));
  expect(rows()[0]).toEqual(["τ", "Mean degree", "Isolated", "Validation accuracy"]);
  expect(rows()[2]?.[0]).toBe("0.400");
  expect(rows()[2]?.[3]).toBe("75.0\u00a0%");
  expect(rows()[3]?.[0]).toBe("no edges");
  cleanup();
  fake.studio.getState().patchEvaluation({ revealedKey: sweep.key });
  show(fake);
  // Class 0 is predicted for three cats and three dogs.
  expect(rows()[2]?.[4]).toBe("50.0\u00a0%");
});

test("baselines and τ* are on the plot", () => {
  const fake = loaded();
  showSweep(fake.studio, [0.5, 0.75, 0.6]);
  const text = show(fake).querySelector("svg")?.textContent ?? "";
  expect(text).toContain("linear probe62.5");
  expect(text).toContain("bottleneckadapter60.0");
  expect(text).toContain("τ*\u00a00.400, 75.0");
});

test("a curve of other settings is drawn faint and names them", () => {
  const fake = loaded();
  showSweep(fake.studio, [0.5, 0.75, 0.6]);
  fake.studio.getState().patchAdapter({ bottleneckDimension: 8 });
  const container = show(fake);
  expect(container.querySelector(".axis-stale")).not.toBeNull();
  expect(container.querySelector("svg")?.textContent).toContain("bottleneck of 64");
});

test("a recorded curve looks different from a computed one", () => {
  const fake = loaded();
  const sweep = showSweep(fake.studio, [0.5, 0.75, 0.6]);
  expect(show(fake).querySelector(".axis-recorded")).toBeNull();
  cleanup();
  fake.studio.getState().patchEvaluation({ sweep: { ...sweep, origin: "recorded" } });
  const container = show(fake);
  expect(container.querySelector(".axis-recorded")).not.toBeNull();
  expect(container.querySelector("svg")?.textContent).toContain("Recorded");
});

/** The picture's own words, without those for screen readers. */
const drawnWords = (container: HTMLElement): string =>
  container.querySelector("svg")?.textContent ?? "";
const trainings = ({ calls }: FakeStudio): number =>
  calls.filter(([name]) => name === "trainAtThreshold").length;

test("trains when the pointer lets go or the key does, and not before the visitor has moved τ", () => {
  const fake = loaded();
  const area = show(fake).querySelector(".axis-drag")!;
  area.setPointerCapture = () => undefined;
  area.hasPointerCapture = () => true;
  fireEvent.lostPointerCapture(area, { pointerId: 1 });
  fireEvent.keyUp(slider(), { key: "Tab" });
  expect(trainings(fake)).toBe(0);
  fireEvent.pointerDown(area, { button: 0, pointerId: 1, clientX: 100 });
  fireEvent.lostPointerCapture(area, { pointerId: 1 });
  expect(trainings(fake)).toBe(1);
  fireEvent.keyDown(slider(), { key: "ArrowRight" });
  fireEvent.keyUp(slider(), { key: "ArrowRight" });
  expect(trainings(fake)).toBe(2);
  expect(fake.calls.at(-1)?.[0]).toBe("trainAtThreshold");
});

test("the preview follows τ and is drawn unlike a trained point", () => {
  const fake = loaded();
  showPreview(fake.studio);
  const container = show(fake);
  const height = (): string | undefined =>
    container.querySelector(".axis-seed-preview")?.getAttribute("d") ?? undefined;
  expect(drawnWords(container)).toContain("Seed 10.0\u00a0% preview, no training");
  const before = height();
  act(() => fake.studio.getState().patchGraph({ threshold: 0.4 }));
  expect(drawnWords(container)).toContain("50.0\u00a0% preview, no training");
  expect(height()).not.toBe(before);
  expect(container.querySelector(".axis-seed-trained")).toBeNull();
});

const trainedPoint = (threshold: number): RunPoint => ({
  runSeed: 1,
  threshold,
  statistics: {
    threshold,
    edges: 1,
    meanDegree: 1,
    isolated: 0,
    homophily: null,
    adjustedHomophily: null,
    components: 1,
    exact: true,
  },
  keptEpoch: 1,
  validationAccuracy: 0.875,
  validationLoss: 1,
  validationPredictions: [],
  testPredictions: [],
  trainLosses: [1],
  seconds: 1,
});

test("says that it trains, with its epochs, and then draws the run apart from the mean curve", () => {
  const fake = loaded();
  showSweep(fake.studio, [0.5, 0.75, 0.6]);
  showPreview(fake.studio);
  const { patchEvaluation, patchTraining } = fake.studio.getState();
  const container = show(fake);
  const line = container.querySelector(".axis-validation")?.getAttribute("d");
  act(() => patchEvaluation({ liveThreshold: 0.3 }));
  expect(drawnWords(container)).toMatch(/no trainingtraining/);
  expect(container.querySelector(".axis-seed")).not.toBeNull();
  const report = {
    epoch: 90,
    epochs: 150,
    trainLoss: 1,
    validationLoss: 1,
    validationAccuracy: 0.5,
  };
  act(() =>
    patchTraining({ live: { runSeed: 1, threshold: 0.3, preparing: null, reports: [report] } }),
  );
  expect(drawnWords(container)).toContain("training: epoch 90 of 150");
  const key = selectSweepKey(fake.studio.getState());
  act(() => patchEvaluation({ liveThreshold: null, livePoint: { key, point: trainedPoint(0.3) } }));
  expect(drawnWords(container)).toContain("87.5\u00a0% trained here at 0.300");
  expect(container.querySelectorAll(".axis-seed-trained")).toHaveLength(2);
  expect(container.querySelector(".axis-validation")?.getAttribute("d")).toBe(line);
  expect(screen.getByRole("status").textContent).toBe(
    "Seed 1, not part of the mean: 87.5\u00a0% trained here at 0.300",
  );
  act(() => fake.studio.getState().patchAdapter({ bottleneckDimension: 8 }));
  expect(container.querySelector(".axis-seed-trained")).toBeNull();
});

test("the epochs of a sweep's run are not those of the run at τ", () => {
  const fake = loaded();
  const container = show(fake);
  const report = {
    epoch: 90,
    epochs: 150,
    trainLoss: 1,
    validationLoss: 1,
    validationAccuracy: 0.5,
  };
  act(() => {
    fake.studio.getState().patchEvaluation({ liveThreshold: 0.3 });
    fake.studio
      .getState()
      .patchTraining({ live: { runSeed: 1, threshold: 0.4, preparing: null, reports: [report] } });
  });
  expect(drawnWords(container)).not.toContain("epoch");
});

test("shades what lies below the cut-off and says what is left out there", () => {
  const fake = loaded();
  expect(show(fake).querySelector(".axis-cutoff")).toBeNull();
  cleanup();
  showGraph(fake.studio, 0.2031, 100);
  showPreview(fake.studio, { ...FAKE_PREVIEW, cutoff: 0.6 });
  const container = show(fake);
  const kept = selectRankedPairs(fake.studio.getState())!.similarity.length;
  const words = drawnWords(container).replaceAll("\u00a0", " ");
  expect(container.querySelector(".axis-cutoff")).not.toBeNull();
  expect(words).toContain(`strongest ${kept} are kept`);
  expect(words).toContain("no preview where shaded");
  expect(words).not.toMatch(/\d components/);
  // τ is shown where the counts are: on the nearest edge of the bins.
  const { threshold } = selectGraphStatistics(fake.studio.getState())!;
  expect(threshold).not.toBe(0.2031);
  expect(Number(slider().value)).toBeCloseTo(threshold, 9);
});

test("a move of τ draws neither the curve nor the histogram anew", async () => {
  const fake = loaded();
  showSweep(fake.studio, [0.5, 0.75, 0.6]);
  const container = show(fake);
  const changed: Element[] = [];
  const observer = new MutationObserver((records) => {
    for (const { target } of records)
      changed.push(target instanceof Element ? target : target.parentElement!);
  });
  observer.observe(container, {
    attributes: true,
    childList: true,
    characterData: true,
    subtree: true,
  });
  act(() => fake.studio.getState().patchGraph({ threshold: 0.65 }));
  await nextFrame();
  observer.disconnect();
  expect(changed.length).toBeGreaterThan(0);
  const still = changed.filter(
    (element) => element.closest(".axis-accuracy, .axis-bars, table") !== null,
  );
  expect(still).toEqual([]);
});
