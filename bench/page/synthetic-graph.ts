/** A synthetic data set whose pairs are ranked by the product's graph worker, and its place on the page. */

import type { RankedPairs } from "../../src/pipeline/artifacts.ts";
import { createCancelToken } from "../../src/pipeline/cancel-token.ts";
import { createGraphService } from "../../src/platform/workers/graph-client.ts";
import { selectRuns } from "../../src/studio/selectors/pools.ts";
import type { Studio } from "../../src/studio/store.ts";
import { labelledFeatures } from "./labelled-features.ts";
import { syntheticRows } from "./synthetic-rows.ts";

const DIMENSION = 64;
const CLASSES = 37;
const NEVER = createCancelToken().token;

/** Puts N nodes with about `pairs` kept pairs, transductive, in the store as if the stages had made them; τ joins half of the pairs. */
export async function loadSyntheticGraph(
  studio: Studio,
  count: number,
  pairs: number,
): Promise<RankedPairs> {
  const graphService = createGraphService();
  const { dataset, features } = labelledFeatures(syntheticRows(count, DIMENSION, CLASSES));
  const madeFrom = "bench";
  const { patchDataset, patchGraph } = studio.getState();
  patchDataset({
    run: { status: "ready", artifact: dataset, madeFrom },
    origin: { kind: "folder", name: dataset.name, hasHandle: false, filesKey: "", filesOpen: true },
  });
  patchGraph({ scope: "transductive", pairBudget: pairs });
  const nodes = selectRuns(studio.getState())[0];
  if (nodes === undefined) throw new TypeError("the data set has no run");
  const { ranked, prefixes, preview } = await graphService.rank(
    features,
    nodes,
    pairs,
    () => undefined,
    NEVER,
  );
  const { splitSeed } = studio.getState().dataset;
  patchGraph({
    run: {
      status: "ready",
      artifact: { splitSeed, features, ranked, prefixes, preview },
      madeFrom,
    },
    positions: await graphService.principalPositions(features, NEVER),
    positionsKind: "principal components",
    threshold: thresholdOfPrefix(ranked, Math.round(ranked.similarity.length / 2)),
    thresholdChosen: true,
  });
  return ranked;
}

/** τ in the middle between the pair that is the last one joined and the next: that joins `edges` pairs where the two differ. */
export function thresholdOfPrefix({ similarity }: RankedPairs, edges: number): number {
  const last = similarity[edges - 1];
  const next = similarity[edges];
  if (last === undefined || next === undefined) throw new RangeError(`no pair ${edges}`);
  return (last + next) / 2;
}
