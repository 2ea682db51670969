/** What the threshold axis shows: the range of τ, the graph's statistics along it and at τ, and the histogram of pair similarities. */

import type { GraphStatistics, RankedPairs } from "../../pipeline/artifacts.ts";
import {
  createGraphStatistics,
  joinedPairs,
  type JoinedPairs,
} from "../../pipeline/graph/graph-statistics.ts";
import {
  similarityHistogram,
  type SimilarityHistogram,
} from "../../pipeline/graph/similarity-histogram.ts";
import { thresholdRange } from "../../pipeline/graph/threshold-grid.ts";
import type { GraphArtifact } from "../slices/graph.ts";
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

/** The graph that is ready, or the one before while another is made; the stage bar says which. Never one of another split. */
export function selectShownGraph(state: StudioState): GraphArtifact | null {
  const graph = readyArtifact(state.graph.run) ?? state.graph.previous;
  return graph?.splitSeed === state.dataset.splitSeed ? graph : null;
}

/** The pairs of the shown run, most similar first; null until they are ranked. */
export function selectRankedPairs(state: StudioState): RankedPairs | null {
  return selectShownGraph(state)?.ranked ?? null;
}

/** Statistics of the shown graph by τ; null until the pairs are ranked. */
export const selectStatisticsAt = memoise(
  (state) => [selectShownGraph(state)],
  (graph) => (graph === null ? null : createGraphStatistics(graph.ranked, graph.prefixes)),
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
    if (ranked === null || statisticsAt === null || hasNoPair(ranked)) return null;
    const range = thresholdRange(ranked);
    return {
      range,
      samples: axisSamples(range).map(statisticsAt),
      histogram: similarityHistogram(ranked, BINS),
    };
  },
);

/** Kept pairs may be none although there are some. */
function hasNoPair({ distribution }: RankedPairs): boolean {
  return Number.isNaN(distribution.largest);
}

function axisSamples([low, high]: readonly [number, number]): readonly number[] {
  return Array.from({ length: SAMPLES + 1 }, (_, i) => low + ((high - low) * i) / SAMPLES);
}

/** Pairs above τ whose two ends carry a training or validation label; null until the pairs are ranked. */
export const selectJoinedPairs = memoise(
  (state) => [selectShownGraph(state), state.graph.threshold],
  (graph, threshold): JoinedPairs | null =>
    graph === null ? null : joinedPairs(graph.ranked, graph.prefixes, threshold),
);
