import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import {
  binEdge,
  binOf,
  budgetCutoff,
  countBehind,
  createDistributionCounts,
  SIMILARITY_BINS,
  snapToEdge,
} from "./pair-distribution.ts";

const bins = (counts: Readonly<Record<number, number>> = {}): Uint32Array => {
  const histogram = new Uint32Array(SIMILARITY_BINS);
  for (const [bin, count] of Object.entries(counts)) histogram[Number(bin)] = count;
  return histogram;
};

describe("binOf", () => {
  it("puts every float behind the edge below it and not behind its own", () => {
    const random = createRandom(1);
    const special = [-1, 1, 0, -0, 1e-30, -1e-30, 1e-45, 2 ** -13, 1 - 2 ** -24, -1 + 2 ** -24];
    const edges = [0, 1, 17, 4095, 4096, 4097, 8191, 8192].map(binEdge).slice(1);
    const randoms = Array.from({ length: 500 }, () => Math.fround(2 * random.uniform() - 1));
    for (const value of [...special, ...edges, ...randoms]) {
      const bin = binOf(value);
      expect(value).toBeGreaterThan(binEdge(bin));
      expect(value).toBeLessThanOrEqual(binEdge(bin + 1));
    }
  });

  it("holds what rounding has left outside [-1, 1], and does not count 0 as above 0", () => {
    expect(binOf(1 + 2 ** -23)).toBe(SIMILARITY_BINS - 1);
    expect(binOf(-1 - 2 ** -23)).toBe(0);
    expect(binEdge(binOf(0) + 1)).toBe(0);
    expect(binEdge(binOf(1e-45))).toBe(0);
  });
});

describe("snapToEdge", () => {
  it("takes the nearest edge, the lowest one below every cosine", () => {
    expect(snapToEdge(0.1)).toBe(Math.round(0.1 * 4096) / 4096);
    expect(snapToEdge(0.5)).toBe(0.5);
    expect(snapToEdge(5)).toBe(1);
    expect(snapToEdge(-1.01)).toBe(-1.01);
    expect(snapToEdge(-Infinity)).toBe(-1.01);
    expect(snapToEdge(-1)).toBe(-1 + 1 / 4096);
    for (let edge = 0; edge <= SIMILARITY_BINS; edge += 61) {
      expect(snapToEdge(binEdge(edge))).toBe(binEdge(edge));
      expect(Math.fround(binEdge(edge || 1))).toBe(binEdge(edge || 1));
    }
  });
});

describe("budgetCutoff", () => {
  it("is the lowest edge above which the pairs fit", () => {
    const counts = [bins({ 100: 5, 200: 1 }), bins({ 150: 3 })];
    expect(budgetCutoff(counts, 9)).toBe(-Infinity);
    expect(budgetCutoff(counts, 8)).toBe(binEdge(101));
    expect(budgetCutoff(counts, 4)).toBe(binEdge(101));
    expect(budgetCutoff(counts, 3)).toBe(binEdge(151));
    expect(budgetCutoff(counts, 0)).toBe(binEdge(201));
  });
});

describe("createDistributionCounts", () => {
  it("counts the bins behind the nearest edge, beyond 2^32 pairs too", () => {
    const counts = createDistributionCounts({
      sameClass: bins({ 10: 2, 5000: 3 }),
      crossClass: bins({ 10: 4, 6000: 1 }),
      unlabelled: bins({ 0: 4e9, 1: 4e9 }),
      training: bins({ 5000: 2 }),
      smallest: -1,
      largest: 1,
    });
    expect(counts.pairsAbove(-1.01)).toBe(8e9 + 10);
    expect(counts.pairsAbove(binEdge(2))).toBe(10);
    expect(counts.sameClassAbove(binEdge(10) + 0.0001)).toBe(5);
    expect(counts.sameClassAbove(binEdge(11) - 0.0001)).toBe(3);
    expect(counts.crossClassAbove(binEdge(5999))).toBe(1);
    expect(counts.crossClassAbove(1)).toBe(0);
    expect(counts.trainingAbove(binEdge(5000))).toBe(2);
    expect(countBehind(bins({ 10: 2, 5000: 3 }), 10)).toBe(5);
    expect(countBehind(bins({ 10: 2, 5000: 3 }), 11)).toBe(3);
  });
});
