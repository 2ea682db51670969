import { describe, expect, it } from "vitest";
import { axisFrame, thresholdScale } from "./axis-frame-layout.ts";

describe("axis frame", () => {
  it.each([
    [500, 600, 13],
    [358, 560, 13],
    [760, 900, 18],
  ])("stacks strips, thumb and ticks without overlap at %i x %i", (width, height, em) => {
    const frame = axisFrame({
      width,
      height,
      em,
      labelCharacter: 0.55 * em,
      textCharacter: 0.5 * em,
      captionLines: 2,
      readingLines: 2,
      footnoteLines: 2,
    });
    const edges = [
      frame.accuracyTitle,
      ...frame.accuracyCaptions,
      ...frame.readings,
      frame.markLane.top,
      frame.accuracy.top,
      frame.accuracy.bottom,
      frame.graphTitle,
      frame.graph.top,
      frame.graph.bottom,
      frame.histogramTitle,
      frame.histogram.top,
      frame.histogram.bottom,
      frame.thumb.top,
      frame.thumb.bottom,
      frame.tickRow,
      frame.degreeRow,
      ...frame.footnotes,
      frame.height,
    ];
    expect(edges).toEqual(edges.toSorted((a, b) => a - b));
    expect(frame.plotLeft).toBeLessThan(frame.plotRight);
    expect(frame.labelLeft).toBeLessThan(width);
  });
});

describe("threshold scale", () => {
  const scale = thresholdScale({ plotLeft: 40, plotRight: 340 }, [-0.2, 0.8]);

  it("maps pixels and thresholds onto each other", () => {
    expect(scale.x(0.3)).toBeCloseTo(190, 9);
    expect(scale.thresholdAt(190)).toBeCloseTo(0.3, 9);
  });

  it("draws the complete graph and the graph without edges at its ends", () => {
    expect(scale.x(-1.01)).toBe(40);
    expect(scale.x(1.01)).toBe(340);
  });

  it("keeps a drag beyond the plot inside the range", () => {
    expect(scale.thresholdAt(-500)).toBe(-0.2);
    expect(scale.thresholdAt(900)).toBe(0.8);
  });

  it("refuses an empty range", () => {
    expect(() => thresholdScale({ plotLeft: 0, plotRight: 1 }, [0.5, 0.5])).toThrow(RangeError);
  });
});
