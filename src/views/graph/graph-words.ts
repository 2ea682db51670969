/** What the picture shows, in words. */

import type { GraphStatistics, RankedPairs } from "../../pipeline/artifacts.ts";
import { count, countOf } from "../format/count.ts";
import { thresholdNumber } from "../threshold-axis/threshold-words.ts";
import { MAX_DRAWN_EDGES } from "./graph-edges.ts";
import type { MarkCounts } from "./mark-counts.ts";

/** "1,204 edges at τ", "the strongest 500,000 of 812,345 edges are drawn"; `statistics` is null before the pairs are ranked. */
export function edgeWords(
  statistics: GraphStatistics | null,
  ranked: RankedPairs | null,
  ranking: boolean,
): string {
  if (statistics === null || ranked === null) {
    return ranking ? "Comparing all pairs." : "No edges yet: Run compares all pairs.";
  }
  const { edges } = statistics;
  if (edges === 0) return "No edge at this τ.";
  const drawn = Math.min(edges, ranked.similarity.length, MAX_DRAWN_EDGES);
  if (drawn === edges) return `${countOf(edges, "edge")} at τ`;
  return `the strongest ${count(drawn)} of ${count(edges)} edges are drawn`;
}

/** How the edges are drawn; null where each of the `pairs` may be a line. Does not change with τ, so that the legend does not move under the hand. */
export function drawingWords(pairs: number, lines: number): string | null {
  if (pairs <= lines) return null;
  if (lines === 0) return "drawn as density";
  return `drawn as density; at rest the strongest, at most ${count(lines)}, are lines`;
}

/** What the cut-off means below it; null where every edge at τ is kept. */
export function cutoffWords(
  statistics: GraphStatistics | null,
  ranked: RankedPairs | null,
): string | null {
  if (statistics === null || ranked === null) return null;
  const kept = ranked.similarity.length;
  const missing = statistics.edges - kept;
  if (missing <= 0) return null;
  return `Only the ${count(kept)} most similar pairs, those above ${thresholdNumber(ranked.cutoff)}, are kept: the ${count(missing)} weaker edges are counted but not drawn.`;
}

/** For the picture's own label. */
export function graphSummary(counts: MarkCounts, edges: string): string {
  const { train, validation, test, unlabelled, unused } = counts;
  const all = train.all + validation.all + test.all + unlabelled.all + unused.all;
  const parts = [
    [train.all, "training"],
    [validation.all, "validation"],
    [test.all, "test"],
    [unlabelled.all, "without label"],
    [unused.all, "unused"],
  ] as const;
  const listed = parts
    .filter(([images]) => images > 0)
    .map(([images, words]) => `${count(images)} ${words}`);
  return `Similarity graph of ${countOf(all, "image")}: ${listed.join(", ")}. ${sentence(edges)}. List shows the images as text.`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/\.$/, "");
}
