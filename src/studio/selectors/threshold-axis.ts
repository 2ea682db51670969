/** What the threshold axis shows: the range of τ, the graph's statistics along it and at τ, and the histogram of pair similarities. */

import type {
  GraphStatistics,
  RankedPairs,
  SimilarityHistogram,
} from "../../pipeline/artifacts.ts";
import { createGraphStatistics } from "../../pipeline/graph/graph-statistics.ts";
import { similarityHistogram } from "../../pipeline/graph/similarity-histogram.ts";
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

/** The graph that is ready, or the one before while another is made; the stage bar says which. */
export function selectShownGraph(state: StudioState): GraphArtifact | null {
  return readyArtifact(state.graph.run) ?? state.graph.previous;
}

/** The pairs of the shown run, most similar first; null until they are ranked. */
export function selectRankedPairs(state: StudioState): RankedPairs | null {
  return selectShownGraph(state)?.ranked ?? null;
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

/** Pairs above τ whose two ends carry a training or validation label. */
export interface JoinedPairs {
  readonly sameClass: number;
  readonly crossClass: number;
}

const selectJoinedByRank = memoise(
  (state) => [selectRankedPairs(state)],
  (ranked) => (ranked === null ? null : joinedByRank(ranked)),
);

/** Null until the pairs are ranked. */
export const selectJoinedPairs = memoise(
  (state) => [selectJoinedByRank(state), selectGraphStatistics(state)?.edges ?? 0],
  (joinedAt, edges): JoinedPairs | null => joinedAt?.(edges) ?? null,
);

/** Counts over each prefix of the ranked pairs, so that a tick of the slider only looks them up. O(E) once. */
function joinedByRank({ nodes, source, target }: RankedPairs): (edges: number) => JoinedPairs {
  const sameClass = new Uint32Array(source.length + 1);
  const labelled = new Uint32Array(source.length + 1);
  let [same, known] = [0, 0];
  source.forEach((node, pair) => {
    const other = target[pair];
    const [a, b] = [nodes.label[node], other === undefined ? undefined : nodes.label[other]];
    if (a !== undefined && b !== undefined && a >= 0 && b >= 0) {
      known += 1;
      if (a === b) same += 1;
    }
    sameClass[pair + 1] = same;
    labelled[pair + 1] = known;
  });
  return (edges) => {
    const [joined, joinedSame] = [labelled[edges], sameClass[edges]];
    if (joined === undefined || joinedSame === undefined) {
      throw new RangeError(`${edges} edges of ${source.length} pairs`);
    }
    return { sameClass: joinedSame, crossClass: joined - joinedSame };
  };
}
