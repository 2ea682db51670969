/** What the picture shows, in words. */

import { count, countOf } from "../format/count.ts";
import { MAX_DRAWN_EDGES } from "./graph-edges.ts";
import type { MarkCounts } from "./mark-counts.ts";

/** "2,000 strongest of 12,345 edges shown"; `edges` is null before the pairs are ranked. */
export function edgeWords(edges: number | null, ranking: boolean): string {
  if (edges === null)
    return ranking ? "Comparing all pairs." : "No edges yet: Run compares all pairs.";
  if (edges === 0) return "No edge at this τ.";
  if (edges <= MAX_DRAWN_EDGES) return `${countOf(edges, "edge")} at τ`;
  return `${count(MAX_DRAWN_EDGES)} strongest of ${count(edges)} edges shown`;
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
  return `Similarity graph of ${countOf(all, "image")}: ${listed.join(", ")}. ${edges.replace(/\.$/, "")}. List shows the images as text.`;
}
