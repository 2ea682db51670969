import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { selectNodeMarks } from "../../studio/selectors/node-marks.ts";
import { selectShownSplit } from "../../studio/selectors/pools.ts";
import { selectGraphStatistics, selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { showGraph, showSweep } from "./fake-graph.ts";
import type { GraphCanvasEvents, GraphCanvasOptions } from "./graph-canvas.ts";
import { SimilarityGraph } from "./similarity-graph.tsx";

/** happy-dom has no canvas to draw on: the view gets a headless one, and the test plays the pointer. */
const canvas = vi.hoisted(() => ({
  events: null as GraphCanvasEvents | null,
  alive: 0,
  webgl: false,
  shown: [] as number[],
  counts: () => ({ nodes: 0, edges: 0, shownEdges: 0 }),
}));
vi.mock("./graph-canvas.ts", async (original) => {
  const actual = await original<typeof import("./graph-canvas.ts")>();
  return {
    ...actual,
    createGraphCanvas: (
      _: HTMLElement | null,
      options: GraphCanvasOptions,
      events: GraphCanvasEvents,
    ) => {
      const made = actual.createGraphCanvas(null, options, events);
      canvas.events = events;
      canvas.alive += 1;
      canvas.webgl = options.webgl;
      canvas.counts = made.counts;
      return {
        ...made,
        showEdges: (count: number, resting: boolean) => {
          canvas.shown.push(count);
          made.showEdges(count, resting);
        },
        destroy: () => {
          canvas.alive -= 1;
          made.destroy();
        },
      };
    },
  };
});

beforeEach(() => {
  canvas.alive = 0;
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** Longer than τ has to stand still. */
const rest = (): void => act(() => void vi.advanceTimersByTime(400));
const move = (fake: FakeStudio, threshold: number): void =>
  act(() => fake.studio.getState().patchGraph({ threshold }));

function loaded(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 10));
  showGraph(fake.studio, 0.3);
  return fake;
}

function show(fake: FakeStudio): HTMLElement {
  return render(
    <StudioContext value={fake.context}>
      <SimilarityGraph />
    </StudioContext>,
    { reactStrictMode: true },
  ).container;
}

function point(example: number): void {
  act(() => canvas.events?.onPoint({ example, x: 10, y: 10 }));
}

const card = (container: HTMLElement): string =>
  container.querySelector(".hover-card")?.textContent ?? "";

test("says what is missing and offers the next step before there is a graph", async () => {
  const fake = fakeStudio();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: "Load the sample" }));
  act(() => loadFolder(fake.studio, fakeDataset(["cat", "dog"], 10)));
  expect(screen.getByText(/needs their embeddings/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Run" }));
  expect(fake.calls).toEqual([["loadSample", "noto"], ["runAll"]]);
});

test("one canvas is alive while the view is mounted, also in strict mode, and none after", () => {
  show(loaded());
  expect(canvas.alive).toBe(1);
  cleanup();
  expect(canvas.alive).toBe(0);
});

test("draws the edges above τ and follows it at once, with lines of their own only at rest", () => {
  const fake = loaded();
  show(fake);
  const edges = selectGraphStatistics(fake.studio.getState())!.edges;
  expect(canvas.counts()).toEqual({ nodes: 20, edges: 0, shownEdges: edges });
  rest();
  expect(canvas.counts()).toEqual({ nodes: 20, edges, shownEdges: edges });
  move(fake, 0.61);
  const fewer = selectGraphStatistics(fake.studio.getState())!.edges;
  expect(fewer).toBeLessThan(edges);
  expect(screen.getByText(`${fewer} edges at τ`)).toBeTruthy();
  expect(canvas.counts()).toEqual({ nodes: 20, edges: 0, shownEdges: fewer });
  rest();
  expect(canvas.counts()).toEqual({ nodes: 20, edges: fewer, shownEdges: fewer });
});

test("a burst of moves makes one tick at once and one in the next frame, with the newest τ", () => {
  const fake = loaded();
  show(fake);
  rest();
  canvas.shown.length = 0;
  act(() => {
    for (const threshold of [0.31, 0.32, 0.4, 0.605]) {
      fake.studio.getState().patchGraph({ threshold });
    }
  });
  expect(canvas.shown).toHaveLength(1);
  act(() => void vi.advanceTimersByTime(20));
  const { edges } = selectGraphStatistics(fake.studio.getState())!;
  expect(canvas.shown).toHaveLength(2);
  expect(canvas.shown[1]).toBe(edges);
});

test("a chosen image's neighbours wait until τ rests", () => {
  const fake = loaded();
  const train = selectNodeMarks(fake.studio.getState()).find(
    ({ role }) => role === "train",
  )!.example;
  act(() => fake.studio.getState().patchGraph({ selectedExample: train }));
  show(fake);
  const before = screen.getByRole("complementary").textContent;
  move(fake, 0.9);
  expect(screen.getByRole("complementary").textContent).toBe(before);
  rest();
  expect(screen.getByRole("complementary").textContent).toContain("No neighbour above τ");
});

test("another graph is shown at once, also while τ moves", () => {
  const fake = loaded();
  show(fake);
  move(fake, 0.61);
  act(() => {
    loadFolder(fake.studio, fakeDataset(["cat", "dog"], 12));
    showGraph(fake.studio, 0.3);
  });
  const { edges } = selectGraphStatistics(fake.studio.getState())!;
  expect(canvas.counts()).toMatchObject({ nodes: 24, shownEdges: edges });
});

test("below the cut-off the kept pairs are drawn, and how many are not kept is said", () => {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 10));
  showGraph(fake.studio, 0.1, 30);
  show(fake);
  const { edges } = selectGraphStatistics(fake.studio.getState())!;
  const kept = selectRankedPairs(fake.studio.getState())!.similarity.length;
  expect(kept).toBeLessThanOrEqual(30);
  expect(edges).toBeGreaterThan(kept);
  expect(canvas.counts().shownEdges).toBe(kept);
  expect(screen.getByText(`the strongest ${kept} of ${edges} edges are drawn`)).toBeTruthy();
  expect(screen.getByText(new RegExp(`the ${edges - kept} weaker edges are counted`))).toBeTruthy();
});

test("the GPU may draw the graph only where there is one and the visitor asks", async () => {
  const fake = loaded();
  show(fake);
  expect(screen.queryByRole("button", { name: "GPU" })).toBeNull();
  const report = { adapter: "", crossOriginIsolated: true, processors: 4, lines: [] };
  const found = (kind: "gpu" | "software-gpu"): void =>
    act(() => fake.studio.getState().patchDevice({ report: { ...report, kind } }));
  found("software-gpu");
  expect(screen.queryByRole("button", { name: "GPU" })).toBeNull();
  found("gpu");
  expect(canvas.webgl).toBe(false);
  rest();
  const before = canvas.counts();
  await userEvent.click(screen.getByRole("button", { name: "GPU" }));
  expect(canvas).toMatchObject({ webgl: true, alive: 1 });
  rest();
  expect(canvas.counts()).toEqual(before);
});

test("a test image never shows its class before the reveal, neither in the card nor in the list", async () => {
  const fake = loaded();
  const sweep = showSweep(fake.studio, [0.5, 0.75, 0.6]);
  const dog = [...selectShownSplit(fake.studio.getState())!.test].find((example) => example >= 10)!;
  const container = show(fake);
  point(dog);
  expect(card(container)).toContain("hidden until the reveal");
  expect(card(container)).toContain("predicted cat");
  expect(card(container)).not.toContain("dog");
  await userEvent.click(screen.getByRole("button", { name: "List" }));
  // In path order a test image would stand among its own class, so all of them come last.
  await userEvent.keyboard("{End}");
  const rows = within(screen.getByRole("listbox")).getAllByRole("option");
  const tests = rows.filter(({ textContent }) => textContent.includes("test:"));
  expect(tests.length).toBeGreaterThan(0);
  for (const { textContent } of tests) {
    expect(textContent).toContain("test: hidden until the reveal; predicted cat");
    expect(textContent).not.toContain("dog");
  }
  expect(rows.slice(-tests.length)).toEqual(tests);
  act(() => fake.studio.getState().patchEvaluation({ revealedKey: sweep.key }));
  point(dog);
  expect(card(container)).toContain("test: dog");
  expect(card(container)).toContain("predicted cat, wrong");
});

test("the list is walked with the keys and chooses with Enter", async () => {
  const fake = loaded();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: "List" }));
  const list = screen.getByRole("listbox");
  expect(document.activeElement).toBe(list);
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  const active = list.getAttribute("aria-activedescendant");
  expect(document.getElementById(active ?? "")?.getAttribute("aria-posinset")).toBe("3");
  const uncovered = selectNodeMarks(fake.studio.getState()).filter(({ covered }) => !covered);
  expect(fake.calls).toEqual([["selectExample", uncovered[2]?.example]]);
});

test("a chosen image lists its strongest neighbours, each of which can be chosen", async () => {
  const fake = loaded();
  const train = selectNodeMarks(fake.studio.getState()).find(
    ({ role }) => role === "train",
  )!.example;
  act(() => fake.studio.getState().patchGraph({ selectedExample: train }));
  show(fake);
  const panel = screen.getByRole("complementary");
  const neighbours = within(panel).getAllByRole("listitem");
  const similarities = neighbours.map((row) => Number(/\d\.\d{3}$/.exec(row.textContent)?.[0]));
  expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
  expect(similarities[0]).toBeGreaterThan(0.6);
  await userEvent.click(within(panel).getAllByRole("button")[1]!);
  expect(fake.calls[0]?.[0]).toBe("selectExample");
  expect(fake.calls[0]?.[1]).not.toBe(train);
});

test("a covered neighbour goes without its file name: files are often named after their class", () => {
  const fake = loaded();
  fake.studio.getState().patchGraph({ scope: "transductive" });
  showGraph(fake.studio, 0.3);
  const [chosen] = selectNodeMarks(fake.studio.getState()).filter(({ covered }) => covered);
  act(() => fake.studio.getState().patchGraph({ selectedExample: chosen!.example }));
  show(fake);
  const panel = screen.getByRole("complementary", { name: "Test image" });
  const rows = within(panel).getAllByRole("listitem");
  const covered = rows.filter(({ textContent }) => textContent.startsWith("test"));
  expect(covered.length).toBeGreaterThan(0);
  const named = rows.filter(({ textContent }) => textContent.includes(".png"));
  expect(named).toHaveLength(rows.length - covered.length);
});

test("says how many edges there are in words, and when only the strongest are lines", () => {
  const fake = fakeStudio();
  fake.studio.getState().patchGraph({ scope: "transductive" });
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 40));
  showGraph(fake.studio, -1);
  show(fake);
  // All 80 images but those that 16 shots leave out: 32 train, 8 validation and 24 test images make 64 * 63 / 2 pairs.
  rest();
  expect(screen.getByText("2,016 edges at τ")).toBeTruthy();
  expect(screen.getByText(/at rest the strongest, at most 820, are lines/)).toBeTruthy();
  expect(canvas.counts()).toEqual({ nodes: 80, edges: 820, shownEdges: 2016 });
});

test("while a sweep runs there are no lines, and nodes follow landed points once a second", () => {
  const fake = loaded();
  const sweep = showSweep(fake.studio, [0.5, 0.75, 0.6]);
  const land = (points: typeof sweep.points): void =>
    act(() => fake.studio.getState().patchEvaluation({ sweep: { ...sweep, points } }));
  const container = show(fake);
  const source = (): string | undefined =>
    /predictions: seed 1 trained [^ ]+ [^ ]+/.exec(container.textContent)?.[0];
  rest();
  const { edges } = selectGraphStatistics(fake.studio.getState())!;
  expect(canvas.counts()).toMatchObject({ edges, shownEdges: edges });
  act(() => {
    const progress = { label: "", done: 0, total: 3, rate: null, secondsLeft: null };
    const run = { status: "running" as const, progress };
    fake.studio.getState().patchEvaluation({ run, sweep: { ...sweep, points: [] } });
  });
  expect(canvas.counts()).toMatchObject({ edges: 0, shownEdges: edges });
  expect(source()).toBeUndefined();
  land(sweep.points.slice(0, 1));
  expect(source()).toBeUndefined();
  act(() => void vi.advanceTimersByTime(1100));
  const first = source();
  expect(first).toBeDefined();
  land(sweep.points.slice(0, 2));
  expect(source()).toBe(first);
  act(() => fake.studio.getState().patchEvaluation({ run: { status: "idle" } }));
  expect(source()).toBe("predictions: seed 1 trained at τ");
});
