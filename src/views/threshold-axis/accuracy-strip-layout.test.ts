import { describe, expect, it } from "vitest";
import { accuracyStrip, nearestPoint, type AccuracyStripInput } from "./accuracy-strip-layout.ts";
import { axisFrame, thresholdScale } from "./axis-frame-layout.ts";

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
const scale = thresholdScale(frame, [-0.5, 1]);
const at = (threshold: number, mean: number, sd: number | null = 0.02) => ({
  threshold,
  summary: { mean, sd },
});
const input: AccuracyStripInput = {
  validation: [at(0.1, 0.6), at(0.3, 0.8), at(0.5, 0.7), at(1.01, 0.65)],
  test: [],
  runs: [{ threshold: 0.3, accuracy: 0.83 }],
  baselines: [
    { key: "linear-probe", lines: ["linear probe"], summary: { mean: 0.74, sd: 0.01 } },
    {
      key: "bottleneck-adapter",
      lines: ["bottleneck", "adapter"],
      summary: { mean: 0.735, sd: 0 },
    },
  ],
  bestThreshold: 0.3,
};

describe("accuracy strip", () => {
  it("puts means at the pixel of their threshold, higher accuracy higher up", () => {
    const { validation, ticks } = accuracyStrip(input, frame, scale);
    expect(validation.points.map(({ x }) => x)).toEqual([0.1, 0.3, 0.5, 1].map(scale.x));
    const [low, high] = [validation.points[0]!, validation.points[1]!];
    expect(high.y).toBeLessThan(low.y);
    // Two ticks that are ten points apart fix the scale: 80 % is twice as far above 60 % as 70 %.
    const y = (text: string): number => ticks.find((tick) => tick.text.startsWith(text))!.y;
    expect(low.y).toBeCloseTo(y("60"), 6);
    expect(high.y).toBeCloseTo(y("80"), 6);
    expect(y("60") - y("80")).toBeCloseTo(2 * (y("60") - y("70")), 6);
  });

  it("draws the band one standard deviation to each side", () => {
    const { validation, ticks } = accuracyStrip(input, frame, scale);
    const perPoint = (ticks[0]!.y - ticks[1]!.y) / 5;
    const [, x = "", top = ""] = /^M([\d.]+),([\d.]+)/.exec(validation.band) ?? [];
    expect(Number(x)).toBeCloseTo(scale.x(0.1), 2);
    expect(validation.points[0]!.y - Number(top)).toBeCloseTo(2 * Math.abs(perPoint), 1);
  });

  it("keeps labels apart although their lines nearly coincide", () => {
    const { labels } = accuracyStrip(input, frame, scale);
    const [first, second] = labels;
    expect(first!.key).toBe("linear-probe");
    expect(second!.y - first!.y).toBeGreaterThanOrEqual(first!.lines.length * 13);
  });

  it("marks τ* on the mean curve, and not before the sweep is over", () => {
    expect(accuracyStrip(input, frame, scale).best).toMatchObject({
      x: scale.x(0.3),
      text: "τ*\u00a00.300, 80.0\u00a0±\u00a02.0",
    });
    expect(accuracyStrip({ ...input, bestThreshold: null }, frame, scale).best).toBeNull();
  });

  it("keeps the words of τ* inside the picture at both ends", () => {
    for (const threshold of [0.1, 1.01]) {
      const { best } = accuracyStrip({ ...input, bestThreshold: threshold }, frame, scale);
      expect(best!.textX).toBeGreaterThanOrEqual(0);
      expect(best!.textX + 1.25 * 6.5 * best!.text.length).toBeLessThanOrEqual(frame.width + 1);
    }
  });

  it("says below the strip what the complete graph reaches, where it would flatten the curve", () => {
    const withComplete = { ...input, validation: [at(-1.01, 0.05), ...input.validation] };
    const layout = accuracyStrip(withComplete, frame, scale);
    expect(layout.below).toMatchObject({
      x: frame.plotLeft,
      text: "5.0\u00a0±\u00a02.0 with all pairs",
    });
    expect(layout.validation.points[0]!.y).toBeGreaterThan(frame.accuracy.bottom);
  });

  it("keeps the complete graph on the axis where it is near the rest", () => {
    const withComplete = { ...input, validation: [at(-1.01, 0.5), ...input.validation] };
    const layout = accuracyStrip(withComplete, frame, scale);
    expect(layout.below).toBeNull();
    expect(layout.validation.points[0]!.y).toBeLessThanOrEqual(frame.accuracy.bottom);
  });

  it("draws a test curve only once there is one", () => {
    expect(accuracyStrip(input, frame, scale).test).toBeNull();
    const revealed = accuracyStrip({ ...input, test: [at(0.1, 0.5), at(0.3, 0.7)] }, frame, scale);
    expect(revealed.test?.points).toHaveLength(2);
    expect(revealed.labels.map(({ key }) => key)).toContain("test");
  });

  it("places what lies beyond the scale at its end, and says so", () => {
    const { place, ticks } = accuracyStrip(input, frame, scale);
    expect(place(0.7)).toEqual({
      y: ticks.find(({ text }) => text.startsWith("70"))!.y,
      beyond: null,
    });
    expect(place(0.05)).toEqual({ y: frame.accuracy.bottom, beyond: "below" });
    expect(place(1)).toEqual({ y: frame.accuracy.top, beyond: "above" });
  });

  it("shows a whole axis without a single point", () => {
    const empty = { validation: [], test: [], runs: [], baselines: [], bestThreshold: null };
    expect(accuracyStrip(empty, frame, scale).ticks.at(-1)?.text).toBe("100\u00a0%");
  });
});

describe("nearest point", () => {
  it("is the one with the smallest distance in pixels", () => {
    const points = [10, 50, 90].map((x) => ({ threshold: x / 100, x, y: 0 }));
    expect(nearestPoint(points, 65)?.x).toBe(50);
    expect(nearestPoint([], 65)).toBeNull();
  });
});
