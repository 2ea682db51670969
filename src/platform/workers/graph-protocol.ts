/** What the graph worker does: all pair similarities, their ranking, and node positions. The only file both sides import. */

import type {
  FusedFeatures,
  OnProgress,
  PairSimilarities,
  RankedPairs,
  RunNodes,
} from "../../pipeline/artifacts.ts";

export interface GraphProtocol {
  similarities(features: FusedFeatures, onProgress: OnProgress): Promise<PairSimilarities>;
  rank(similarities: PairSimilarities, nodes: RunNodes): Promise<RankedPairs>;
  /** [N, 2] first two principal components, in [-1, 1]. */
  principalPositions(features: FusedFeatures): Promise<Float32Array>;
  /** [N, 2] UMAP positions in [-1, 1] from the nearest neighbours in `similarities`; deterministic by seed. */
  umapPositions(
    similarities: PairSimilarities,
    start: Float32Array,
    seed: number,
  ): Promise<Float32Array>;
}
