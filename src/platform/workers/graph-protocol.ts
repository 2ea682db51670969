/** What the graph worker does: fused features, ranked pairs, the grid of a sweep, node positions and diagnostics. The only file both sides import. */

import type {
  Embeddings,
  FeatureSettings,
  FusedFeatures,
  OnProgress,
  PairPrefixes,
  PairSimilarities,
  Pools,
  RankedPairs,
  RunNodes,
} from "../../pipeline/artifacts.ts";
import type { PreviewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import type { NearDuplicates } from "../../pipeline/graph/near-duplicates.ts";
import type { SmoothingPoint } from "../../pipeline/graph/smoothing.ts";

export interface Ranking {
  readonly ranked: RankedPairs;
  readonly prefixes: PairPrefixes;
  readonly preview: PreviewTable | null;
}

/** Every job runs to its end without a pause: it is stopped by ending its worker. */
export interface GraphProtocol {
  /** Values in shared memory where the page may have it, so that other workers read them without a copy. */
  fuse(
    embeddings: Embeddings,
    settings: FeatureSettings,
    trainPool: readonly number[],
  ): Promise<FusedFeatures>;
  rank(
    source: FusedFeatures | PairSimilarities,
    nodes: RunNodes,
    pairBudget: number,
    onProgress: OnProgress,
  ): Promise<Ranking>;
  /** Ascending. */
  thresholdGrid(
    features: FusedFeatures,
    pools: Pools,
    runs: readonly RunNodes[],
    thresholdCount: number,
    pairBudget: number,
    onProgress: OnProgress,
  ): Promise<readonly number[]>;
  /** [N, 2] first two principal components, in [-1, 1]. */
  principalPositions(features: FusedFeatures): Promise<Float32Array>;
  /** [N, 2] UMAP positions in [-1, 1] from the nearest neighbours; deterministic by seed. */
  umapPositions(features: FusedFeatures, start: Float32Array, seed: number): Promise<Float32Array>;
  /** One point a threshold, in their order. */
  smoothing(
    features: FusedFeatures,
    ranked: RankedPairs,
    thresholds: readonly number[],
    onProgress: OnProgress,
  ): Promise<readonly SmoothingPoint[]>;
  nearDuplicates(embeddings: Embeddings, onProgress: OnProgress): Promise<NearDuplicates>;
  /** [N] agreement of each text with the texts of the nearest images. */
  textAgreement(embeddings: Embeddings, onProgress: OnProgress): Promise<Float32Array>;
}
