import { describe, expect, it } from "vitest";
import { labelColumn, type PlacedLabel } from "./label-column-layout.ts";

const label = (key: string, anchor: number, height = 10) => ({ key, anchor, height });
const overlaps = (placed: readonly PlacedLabel[]) =>
  placed.some((a, i) => {
    const b = placed[i + 1];
    return b !== undefined && a.top + a.height > b.top + 1e-9;
  });

describe("label column", () => {
  it("centres a label that has room on its line", () => {
    expect(labelColumn([label("a", 50)], { top: 0, bottom: 100 })).toEqual([
      { key: "a", anchor: 50, top: 45, height: 10 },
    ]);
  });

  it("moves two labels on one line apart by the same distance", () => {
    const placed = labelColumn([label("a", 50), label("b", 50)], { top: 0, bottom: 100 });
    expect(placed.map(({ key, top }) => [key, top])).toEqual([
      ["a", 40],
      ["b", 50],
    ]);
  });

  it("never overlaps and stays inside, whatever the anchors", () => {
    for (const anchors of [
      [1, 2, 3, 4],
      [99, 98, 97],
      [0, 100, 50, 52, 49],
      [10, 30, 31, 90],
    ]) {
      const placed = labelColumn(
        anchors.map((anchor, i) => label(String(i), anchor, 12)),
        { top: 0, bottom: 100 },
      );
      expect(overlaps(placed)).toBe(false);
      expect(placed[0]!.top).toBeGreaterThanOrEqual(0);
      expect(placed.at(-1)!.top + 12).toBeLessThanOrEqual(100);
    }
  });

  it("lists labels from top to bottom in the order of their lines", () => {
    const placed = labelColumn([label("low", 80), label("high", 20), label("middle", 22)], {
      top: 0,
      bottom: 100,
    });
    expect(placed.map(({ key }) => key)).toEqual(["high", "middle", "low"]);
  });
});
