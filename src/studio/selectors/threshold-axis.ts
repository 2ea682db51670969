/** What the threshold axis shows: the range of τ, the graph's statistics along it and at τ, and the histogram of pair similarities. */

import type {
  GraphStatistics,
  RankedPairs,
  SimilarityHistogram,
} from "../../pipeline/artifacts.ts";
import { createGraphStatistics } from "../../pipeline/graph/graph-statistics.ts";
import { similarityHistogram } from "../../pipeline/graph/similarity-histogram.ts";
import { thresholdRange } from "../../pipeline/graph/threshold-grid.ts";
import { readyArtifact } from "../stage-run.ts";
import type { StudioState } from "../store.ts";
import { memoise } from "./memoise.ts";

export interface GraphAlongAxis {
  /** Lowest and highest τ of the axis. */
  readonly range: readonly [number, number];
  /** Ascending by threshold, both ends included. */
  readonly samples: readonly GraphStatistics[];
  readonly histogram: SimilarityHistogram;
}

/** One sample every two or three pixels of a strip on a laptop: finer steps could not be seen. */
const SAMPLES = 200;
/** Bars of five or six pixels on a laptop. */
const BINS = 60;

/** The pairs of the shown run, most similar first; null until they are ranked. */
export function selectRankedPairs(state: StudioState): RankedPairs | null {
  return readyArtifact(state.graph.run)?.ranked ?? null;
}

const selectStatisticsAt = memoise(
  (state) => [selectRankedPairs(state)],
  (ranked) => (ranked === null ? null : createGraphStatistics(ranked)),
);

/** The graph of the current scope at τ; null until the pairs are ranked. */
export const selectGraphStatistics = memoise(
  (state) => [selectStatisticsAt(state), state.graph.threshold],
  (statisticsAt, threshold): GraphStatistics | null => statisticsAt?.(threshold) ?? null,
);

/** Computed once a ranking, never while τ moves. */
export const selectGraphAlongAxis = memoise(
  (state) => [selectRankedPairs(state), selectStatisticsAt(state)],
  (ranked, statisticsAt): GraphAlongAxis | null => {
    if (ranked === null || statisticsAt === null || ranked.similarity.length === 0) return null;
    const range = thresholdRange(ranked);
    return {
      range,
      samples: axisSamples(range).map(statisticsAt),
      histogram: similarityHistogram(ranked, BINS),
    };
  },
);

function axisSamples([low, high]: readonly [number, number]): readonly number[] {
  return Array.from({ length: SAMPLES + 1 }, (_, i) => low + ((high - low) * i) / SAMPLES);
}
