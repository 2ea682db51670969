import { expect, test } from "vitest";
import { binEdge, binOf, SIMILARITY_BINS } from "./pair-distribution.ts";
import { measuredPairs, pairsAboveCutoff } from "./tiled-pairs.ts";

/** The key of a float as the shader makes it. */
function keyOf(value: number): number {
  const [bits] = new Uint32Array(Float32Array.of(value).buffer);
  return (bits! & 0x80000000 ? ~bits! : bits! | 0x80000000) >>> 0;
}

const PAIRS = [
  { value: 0.75, kind: 0, same: true },
  { value: 0.5, kind: 0, same: false },
  { value: 0.25, kind: 1, same: true },
  { value: -0.5, kind: 2, same: false },
];

function counts(): Uint32Array {
  const histograms = new Uint32Array(4 * SIMILARITY_BINS);
  for (const { value, kind, same } of PAIRS) {
    histograms[kind * SIMILARITY_BINS + binOf(value)]!++;
    if (same) histograms[3 * SIMILARITY_BINS + binOf(value)]!++;
  }
  return histograms;
}

test("histograms, extremes and strongest neighbours are read from counts and keys", () => {
  const keys = Uint32Array.from([keyOf(0.75), keyOf(-0.5), 0, keyOf(0), keyOf(0.75), keyOf(0.5)]);
  const { cutoff, distribution, strongest } = measuredPairs(counts(), keys, 10);
  expect([...strongest]).toEqual([0.75, -0.5, -Infinity, 0]);
  expect([distribution.smallest, distribution.largest]).toEqual([-0.5, 0.75]);
  expect(cutoff).toBe(-Infinity);
  expect(pairsAboveCutoff(distribution, cutoff)).toBe(4);
  const at = (histogram: Uint32Array): number[] =>
    PAIRS.map(({ value }) => histogram[binOf(value)]!);
  expect(at(distribution.sameClass)).toEqual([1, 0, 1, 0]);
  expect(at(distribution.crossClass)).toEqual([0, 1, 0, 0]);
  expect(at(distribution.unlabelled)).toEqual([0, 0, 0, 1]);
  expect(at(distribution.training)).toEqual([1, 1, 0, 0]);
});

test("the cut-off leaves the strongest pairs within the budget, and no pair has no extremes", () => {
  const { cutoff, distribution } = measuredPairs(counts(), new Uint32Array(3), 2);
  expect(cutoff).toBe(binEdge(binOf(0.25) + 1));
  expect(pairsAboveCutoff(distribution, cutoff)).toBe(2);
  expect([distribution.smallest, distribution.largest]).toEqual([NaN, NaN]);
});
