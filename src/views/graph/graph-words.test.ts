import { expect, it } from "vitest";
import type { GraphStatistics, RankedPairs } from "../../pipeline/artifacts.ts";
import { cutoffWords, edgeWords, drawingWords } from "./graph-words.ts";

const at = (edges: number, exact = true): GraphStatistics => ({
  threshold: 0.3,
  edges,
  meanDegree: 1,
  isolated: 0,
  homophily: null,
  adjustedHomophily: null,
  components: null,
  exact,
});

const keeps = (pairs: number, cutoff = -Infinity) =>
  ({ similarity: new Float32Array(pairs), cutoff }) as RankedPairs;

it("says how many edges there are, and how many of them are drawn when not all are", () => {
  expect(edgeWords(null, null, true)).toBe("Comparing all pairs.");
  expect(edgeWords(at(0), keeps(9), false)).toBe("No edge at this τ.");
  expect(edgeWords(at(1204), keeps(9000), false)).toBe("1,204 edges at τ");
  expect(edgeWords(at(812_345), keeps(2_000_000), false)).toBe(
    "the strongest 500,000 of 812,345 edges are drawn",
  );
  expect(edgeWords(at(9000, false), keeps(100, 0.41), false)).toBe(
    "the strongest 100 of 9,000 edges are drawn",
  );
});

it("says what the cut-off means only where edges below it are meant", () => {
  expect(cutoffWords(at(100), keeps(100, 0.41))).toBeNull();
  expect(cutoffWords(at(9000, false), keeps(100, 0.41))).toBe(
    "Only the 100 most similar pairs, those above 0.410, are kept: the 8,900 weaker edges are counted but not drawn.",
  );
});

it("says which edges are lines", () => {
  expect(drawingWords(300, 800)).toBeNull();
  expect(drawingWords(900, 800)).toBe(
    "drawn as density; at rest the strongest, at most 800, are lines",
  );
  expect(drawingWords(900, 0)).toBe("drawn as density");
});
