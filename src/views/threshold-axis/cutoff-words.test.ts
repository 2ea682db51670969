import { expect, test } from "vitest";
import type { RankedPairs } from "../../pipeline/artifacts.ts";
import { SIMILARITY_BINS } from "../../pipeline/graph/pair-distribution.ts";
import { cutoffWords } from "./cutoff-words.ts";

const bins = (pairs: number): Uint32Array =>
  new Uint32Array(SIMILARITY_BINS).fill(pairs / SIMILARITY_BINS);

const ranked: RankedPairs = {
  nodes: {
    runSeed: 1,
    scope: "transductive",
    classCount: 2,
    example: new Int32Array(),
    part: new Uint8Array(),
    label: new Int32Array(),
  },
  source: new Int32Array(),
  target: new Int32Array(),
  similarity: new Float32Array(1_996_000),
  cutoff: 0.3125,
  distribution: {
    sameClass: bins(5 * SIMILARITY_BINS),
    crossClass: bins(327 * SIMILARITY_BINS),
    unlabelled: bins(854 * SIMILARITY_BINS),
    // Counted a second time, by their parts.
    training: bins(61 * SIMILARITY_BINS),
    smallest: -0.4,
    largest: 0.97,
  },
  strongest: new Float32Array(),
};

test("says how many pairs there are, how many are kept, and what is coarser below them", () => {
  expect(cutoffWords(ranked)).toBe(
    "Of 9.7\u00a0million pairs the strongest 2\u00a0million are kept and sorted. Where it is shaded, τ moves in steps of 0.00024, " +
      "without components, adjusted homophily and preview.",
  );
});

test("gives fewer than a million as they are", () => {
  const few = { ...ranked, similarity: new Float32Array(12_345) };
  expect(cutoffWords(few)).toContain("the strongest 12,345 are kept");
});

test("says nothing where every pair is kept", () => {
  expect(cutoffWords({ ...ranked, cutoff: -Infinity })).toBeNull();
});
