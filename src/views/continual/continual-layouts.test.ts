import { expect, test } from "vitest";
import { fisherStripLayout } from "./fisher-strip-layout.ts";
import { linePlotLayout } from "./line-plot-layout.ts";

const SIZE = { width: 240, height: 120 };

test("strengths stand on a logarithmic axis with a tick a decade", () => {
  const points = [1, 100, 10_000].map((x) => ({ x, y: { mean: 0.5, sd: null } }));
  const layout = linePlotLayout([{ name: "ACC", points }], "log", [0, 1], SIZE);
  const xs = layout.series[0]?.marks.map(({ x }) => x) ?? [];
  expect(xs[0]).toBeCloseTo(layout.left, 6);
  expect(xs[1]).toBeCloseTo((layout.left + layout.right) / 2, 6);
  expect(xs[2]).toBeCloseTo(layout.right, 6);
  expect(layout.xTicks.map(({ value }) => value)).toEqual([1, 10, 100, 1000, 10_000]);
});

test("a bar reaches one deviation each way, and one seed has none", () => {
  const points = [
    { x: 2, y: { mean: 0.5, sd: 0.25 } },
    { x: 3, y: { mean: 0.5, sd: null } },
  ];
  const layout = linePlotLayout([{ name: "forgetting", points }], "tasks", [0, 1], SIZE);
  const [first, second] = layout.series[0]?.marks ?? [];
  const height = layout.bottom - layout.top;
  expect(first).toMatchObject({ low: layout.bottom - height / 4 });
  expect(first?.high).toBeCloseTo(layout.bottom - (3 * height) / 4, 6);
  expect(second?.low).toBe(second?.high);
  expect(layout.xTicks.map(({ value }) => value)).toEqual([1, 2, 3]);
});

test("points are joined in the order of x, whatever the order of the runs", () => {
  const points = [3, 1, 2].map((x) => ({ x, y: { mean: 0.1, sd: null } }));
  const { series } = linePlotLayout([{ name: "", points }], "tasks", [0, 1], SIZE);
  const xs = series[0]?.marks.map(({ x }) => x) ?? [];
  expect(xs).toEqual(xs.toSorted((a, b) => a - b));
});

test("a negative forgetting widens the axis below zero", () => {
  const points = [{ x: 2, y: { mean: -0.2, sd: 0 } }];
  const layout = linePlotLayout([{ name: "", points }], "tasks", [0, 0.1], SIZE);
  expect(layout.yTicks[0]?.value).toBeLessThanOrEqual(-0.2);
});

test("Fisher shades are even steps a decade, 0 is the faintest", () => {
  const rows = fisherStripLayout([
    { head: 1e-4, up: 0 },
    { head: 1e-2, up: 1e-3 },
  ]);
  expect(rows.map(({ block }) => block)).toEqual(["head", "up"]);
  const shades = rows.map(({ cells }) => cells.map(({ shade }) => shade));
  expect(shades[0]?.[0]).toBeCloseTo(0, 9);
  expect(shades[0]?.[1]).toBeCloseTo(1, 9);
  expect(shades[1]?.[0]).toBe(0);
  expect(shades[1]?.[1]).toBeCloseTo(0.5, 9);
  expect(fisherStripLayout([{}, {}])).toEqual([]);
});
