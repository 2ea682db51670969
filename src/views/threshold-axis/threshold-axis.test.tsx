import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  selectGraphAlongAxis,
  selectGraphStatistics,
} from "../../studio/selectors/threshold-axis.ts";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { showGraph, showSweep } from "../graph/fake-graph.ts";
import { StudioContext } from "../studio-context.tsx";
import { axisFrame, thresholdScale, type ThresholdScale } from "./axis-frame-layout.ts";
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
  await userEvent.keyboard("{PageUp}{Home}{End}");
  expect(movedTo(fake)).toEqual([0.4, low, high]);
});

test("an arrow key takes a small step", async () => {
  const fake = loaded();
  show(fake);
  const [low, high] = selectGraphAlongAxis(fake.studio.getState())!.range;
  slider().focus();
  await userEvent.keyboard("{ArrowRight}");
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
