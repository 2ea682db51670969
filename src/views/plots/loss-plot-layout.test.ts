import { expect, test } from "vitest";
import { lossPlotLayout } from "./loss-plot-layout.ts";

const size = { width: 256, height: 128 };

test("epochs run from the left edge to the right one, and losses from zero at the bottom", () => {
  const layout = lossPlotLayout([{ name: "train", losses: [2, 1, 0] }], 3, size);
  const path = layout.curves[0]?.path ?? "";
  expect(path.startsWith(`M${layout.left},`)).toBe(true);
  expect(path.endsWith(`L${layout.right},${layout.bottom}`)).toBe(true);
});

test("a run in progress keeps the scale of the whole run", () => {
  const half = lossPlotLayout([{ name: "train", losses: [2, 1] }], 3, size);
  expect(half.curves[0]?.end.x).toBe((half.left + half.right) / 2);
});

test("a loss that is not finite is left out of the scale and interrupts the line", () => {
  const layout = lossPlotLayout([{ name: "train", losses: [2, Number.NaN, 1] }], 3, size);
  expect(layout.curves[0]?.path).not.toContain("NaN");
  expect(layout.curves[0]?.path.match(/M/g)).toHaveLength(2);
});

test("names of curves that end together stand apart, the upper curve's above", () => {
  const layout = lossPlotLayout(
    [
      { name: "train", losses: [2, 1] },
      { name: "validation", losses: [2, 1.01] },
    ],
    2,
    size,
  );
  const [train, validation] = layout.curves;
  const distance = (train?.end.y ?? 0) - (validation?.end.y ?? 0);
  expect(distance).toBeCloseTo(13, 6);
});
