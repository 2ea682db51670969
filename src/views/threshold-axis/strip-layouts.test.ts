import { describe, expect, it } from "vitest";
import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import { axisFrame, thresholdScale } from "./axis-frame-layout.ts";
import { graphStrip } from "./graph-strip-layout.ts";
import { histogramStrip } from "./histogram-strip-layout.ts";
import { thresholdOfDegree, thresholdTicks } from "./threshold-scale-layout.ts";

const frame = axisFrame({
  width: 440,
  height: 600,
  em: 13,
  labelCharacter: 7,
  textCharacter: 6.5,
  captionLines: 1,
  readingLines: 1,
  footnoteLines: 0,
});
const scale = thresholdScale(frame, [0, 1]);
const sample = (threshold: number, part: Partial<GraphStatistics>): GraphStatistics => ({
  threshold,
  edges: 0,
  meanDegree: 0,
  isolated: 0,
  homophily: null,
  adjustedHomophily: null,
  components: null,
  exact: true,
  ...part,
});

describe("graph strip", () => {
  const samples = [
    sample(0, { meanDegree: 100, homophily: 0.2, adjustedHomophily: 0.1 }),
    sample(0.5, { meanDegree: 10, isolated: 0.5, homophily: 0.6, adjustedHomophily: 0.5 }),
    sample(1, { meanDegree: 0, isolated: 1 }),
  ];
  const layout = graphStrip(samples, frame, scale);
  const path = (series: string): string =>
    layout.lines.find((line) => line.series === series)?.path ?? "";

  it("ends homophily where there is no edge left to count", () => {
    expect(path("homophily").match(/[ML]/g)).toHaveLength(2);
    expect(path("isolated").match(/[ML]/g)).toHaveLength(3);
  });

  it("puts a share of one half half-way up", () => {
    const middle = (frame.graph.top + frame.graph.bottom) / 2;
    expect(layout.ticks.find(({ text }) => text === "0.5")?.y).toBeCloseTo(middle, 9);
  });

  it("draws mean degree on a logarithmic scale: a tenth is one third of three decades down", () => {
    const heights = [...path("degree").matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
    expect(heights).toHaveLength(2);
    const strip = frame.graph.bottom - frame.graph.top;
    expect(heights[1]! - heights[0]!).toBeCloseTo(strip / 3, 1);
  });

  it("leaves a gap where a value is not known", () => {
    const gap = graphStrip(
      [
        sample(0, { adjustedHomophily: 0.1 }),
        sample(0.2, { adjustedHomophily: 0.2 }),
        sample(0.4, {}),
        sample(0.6, { adjustedHomophily: 0.3 }),
        sample(0.8, { adjustedHomophily: 0.4 }),
      ],
      frame,
      scale,
    );
    const adjusted = gap.lines.find(({ series }) => series === "adjusted")?.path;
    expect(adjusted?.match(/M/g)).toHaveLength(2);
  });

  it("has room for adjusted homophily below zero", () => {
    const negative = graphStrip([sample(0, { adjustedHomophily: -0.25 })], frame, scale);
    expect(negative.ticks[0]!.y).toBeLessThan(frame.graph.bottom);
  });

  it("names every line once, without overlap", () => {
    const heights = layout.labels.map(({ y }) => y).toSorted((a, b) => a - b);
    expect(heights).toHaveLength(4);
    heights.slice(1).forEach((y, i) => expect(y - heights[i]!).toBeGreaterThanOrEqual(13));
  });
});

describe("histogram strip", () => {
  const layout = histogramStrip(
    {
      edges: Float64Array.of(0, 0.5, 1),
      sameClass: Uint32Array.of(1, 3),
      crossClass: Uint32Array.of(90, 10),
      unlabelled: Uint32Array.of(0, 0),
    },
    frame,
    scale,
  );

  it("draws each kind as shares of its own pairs, same class up and cross class down", () => {
    // Tallest: 90 of 100 cross-class pairs; 3 of 4 same-class pairs are 75 / 90 as high.
    const [, same] = layout.same;
    const [cross] = layout.cross;
    expect(layout.tallest).toBeCloseTo(0.9, 12);
    expect(same!.height / cross!.height).toBeCloseTo(75 / 90, 9);
    expect(same!.y + same!.height).toBeCloseTo(layout.zero, 9);
    expect(cross!.y).toBe(layout.zero);
  });

  it("stands on the τ axis", () => {
    expect(layout.same[1]!.x).toBeCloseTo(scale.x(0.5), 9);
    expect(layout.same[1]!.width).toBeCloseTo(scale.x(1) - scale.x(0.5), 9);
  });
});

describe("threshold ticks", () => {
  const samples = [0, 0.25, 0.5, 0.75, 1].map((threshold) =>
    sample(threshold, { meanDegree: 200 * (1 - threshold) }),
  );

  it("finds the threshold of a degree between two samples", () => {
    // Degree 70 lies 30 / 50 of the way from 100 (τ 0.5) to 50 (τ 0.75).
    expect(thresholdOfDegree(samples, 70)).toBeCloseTo(0.65, 12);
    expect(thresholdOfDegree(samples, 200)).toBe(0);
    expect(thresholdOfDegree(samples, 300)).toBeNull();
  });

  it("puts round degrees where the graph has them, and leaves out those that would touch", () => {
    const { degrees } = thresholdTicks(samples, frame, scale);
    expect(degrees.map(({ text }) => text)).toContain("100");
    expect(degrees.find(({ text }) => text === "100")?.x).toBeCloseTo(scale.x(0.5), 6);
    degrees.slice(1).forEach(({ x }, i) => expect(x - degrees[i]!.x).toBeGreaterThan(13));
  });
});
