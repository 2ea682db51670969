import { expect, test } from "vitest";
import { differencePlotLayout } from "./difference-plot-layout.ts";

const rows = [
  { name: "No text", mean: -0.08, interval: [-0.1, -0.06] as const },
  { name: "Top-k cap", mean: 0.02, interval: null },
  { name: "Paper code", mean: null, interval: null },
];

test("zero stands in the middle, a loss left of it and a gain right", () => {
  const { left, right, zero, rows: drawn } = differencePlotLayout(rows, 600);
  expect(zero).toBeCloseTo((left + right) / 2);
  expect(drawn[0]?.mean).toBeLessThan(zero);
  expect(drawn[1]?.mean).toBeGreaterThan(zero);
  expect(drawn[2]?.mean).toBeNull();
});

test("an interval is symmetric about its mean and inside the plot", () => {
  const { left, rows: drawn } = differencePlotLayout(rows, 600);
  const [first] = drawn;
  const [low, high] = first?.interval ?? [0, 0];
  expect((low + high) / 2).toBeCloseTo(first?.mean ?? 0);
  expect(low).toBeGreaterThanOrEqual(left);
});

test("ticks are in points with their sign", () => {
  const { ticks } = differencePlotLayout(rows, 600);
  expect(ticks.map(({ text }) => text)).toEqual(["−10", "−5", "0", "+5", "+10"]);
});

test("tiny differences are not blown up to the width", () => {
  const {
    zero,
    right,
    rows: drawn,
  } = differencePlotLayout([{ name: "No graph", mean: 0.001, interval: null }], 600);
  expect(((drawn[0]?.mean ?? 0) - zero) / (right - zero)).toBeCloseTo(0.1);
});
