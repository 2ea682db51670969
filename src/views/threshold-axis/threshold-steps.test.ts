import { describe, expect, it } from "vitest";
import { snapToGrid, thresholdAfterKey } from "./threshold-steps.ts";

const steps = { range: [-0.3, 0.9] as const, grid: [-1.01, 0.1, 0.25, 0.6, 1.01] };

describe("keys of the threshold slider", () => {
  it("goes to the trained thresholds with the page keys", () => {
    expect(thresholdAfterKey("PageUp", 0.1, steps)).toBe(0.25);
    expect(thresholdAfterKey("PageUp", 0.3, steps)).toBe(0.6);
    expect(thresholdAfterKey("PageDown", 0.25, steps)).toBe(0.1);
  });

  it("ends at the ends of the axis, where the complete graph and the empty one stand", () => {
    expect(thresholdAfterKey("PageUp", 0.6, steps)).toBe(0.9);
    expect(thresholdAfterKey("PageDown", 0.1, steps)).toBe(-0.3);
    expect(thresholdAfterKey("Home", 0.5, steps)).toBe(-0.3);
    expect(thresholdAfterKey("End", 0.5, steps)).toBe(0.9);
    expect(thresholdAfterKey("ArrowRight", 0.9, steps)).toBe(0.9);
  });

  it("moves by a hundred and fiftieth of the axis with an arrow", () => {
    expect(thresholdAfterKey("ArrowRight", 0.1, steps)).toBeCloseTo(0.108, 12);
    expect(thresholdAfterKey("ArrowLeft", 0.1, steps)).toBeCloseTo(0.092, 12);
  });

  it("moves by ten arrows with a page key where nothing is trained", () => {
    const untrained = { ...steps, grid: [] };
    expect(thresholdAfterKey("PageUp", 0.1, untrained)).toBeCloseTo(0.18, 12);
    expect(thresholdAfterKey("PageDown", -0.25, untrained)).toBe(-0.3);
  });

  it("leaves other keys to the page", () => {
    expect(thresholdAfterKey("Tab", 0.1, steps)).toBeNull();
  });
});

describe("snapping", () => {
  it("takes the nearest trained threshold within reach", () => {
    expect(snapToGrid(0.247, steps.grid, 0.01)).toBe(0.25);
    expect(snapToGrid(0.23, steps.grid, 0.01)).toBe(0.23);
  });
});
