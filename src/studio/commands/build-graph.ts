/** Graph: fuse the features, take all cosines, rank the pairs of the shown run, and place the nodes. Only what a change touched is done again. */

import type {
  CancelToken,
  FusedFeatures,
  OnProgress,
  PairSimilarities,
  RankedPairs,
} from "../../pipeline/artifacts.ts";
import { fuseFeatures } from "../../pipeline/embeddings/fused-features.ts";
import { thresholdRange } from "../../pipeline/graph/threshold-grid.ts";
import { selectPools, selectRuns } from "../selectors/pools.ts";
import { selectFeaturesKey, selectGraphKey } from "../selectors/sweep-key.ts";
import type { FeatureGraph, GraphArtifact } from "../slices/graph.ts";
import { readyArtifact } from "../stage-run.ts";
import { selectShownGraph } from "../selectors/threshold-axis.ts";
import { recordSeconds, runStage, type CommandContext } from "./context.ts";
import { throwIfCancelled } from "./job.ts";

/** UMAP's own seed: the picture must not depend on a run seed. */
const LAYOUT_SEED = 1;

export async function buildGraph(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const startMs = services.clock();
  const previous = selectShownGraph(studio.getState());
  await runStage<GraphArtifact>(
    context,
    cancel,
    (run) => {
      studio.getState().patchGraph({ run, previous });
    },
    async (report) => {
      const featureGraph = await currentFeatureGraph(context, cancel, report);
      report({ label: "Ranking pairs", done: 0, total: 0 });
      // A setting that changes during the waits cancels this job, so what is read here belongs together.
      const nodes = selectRuns(studio.getState())[0];
      if (nodes === undefined) throw new TypeError("a graph needs at least one run seed");
      const madeFrom = selectGraphKey(studio.getState());
      const ranked = await services.graph.rank(featureGraph.similarities, nodes);
      throwIfCancelled(cancel);
      placeThreshold(context, ranked);
      return { artifact: { ...featureGraph, ranked }, madeFrom };
    },
  );
  recordSeconds(context, "graph", startMs);
}

/** The sample's first view has similarities and positions before its vectors arrive; everything else is made from features. */
async function currentFeatureGraph(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<FeatureGraph> {
  const { studio, services, latestFeatureGraph } = context;
  const key = selectFeaturesKey(studio.getState());
  const known = latestFeatureGraph.get(key);
  const { embeddings, graph } = studio.getState();
  if (known !== null && embeddings.run.status !== "ready") return known;
  const features = known?.features ?? currentFeatures(context);
  if (graph.positions === null) {
    report({ label: "Placing nodes", done: 0, total: 0 });
    const positions = await services.graph.principalPositions(features);
    throwIfCancelled(cancel);
    studio.getState().patchGraph({ positions, positionsKind: "principal components" });
  }
  const similarities =
    known?.similarities ?? (await services.graph.similarities(features, report, cancel));
  throwIfCancelled(cancel);
  latestFeatureGraph.set(key, { features, similarities });
  if (known === null || graph.positions === null) void refineLayout(context, similarities);
  return { features, similarities };
}

/**
 * E1, E2 with the current settings. The centring mean is the train pool's; a data set without any label has no test image to protect,
 * so there all examples count.
 */
function currentFeatures(context: CommandContext): FusedFeatures {
  const state = context.studio.getState();
  const embeddings = readyArtifact(state.embeddings.run);
  const pools = selectPools(state);
  if (embeddings === null || pools === null) throw new TypeError("a graph needs embeddings");
  const trainPool = pools.pool.flatMap((pool, i) => (pool === "train" ? [i] : []));
  const all = pools.pool.map((_, i) => i);
  return fuseFeatures(
    embeddings,
    state.embeddings.settings,
    trainPool.length > 0 ? trainPool : all,
  );
}

/** A visitor's own τ is only kept on the axis; until there is one, τ stands where the mean degree is about eight. */
function placeThreshold(context: CommandContext, ranked: RankedPairs): void {
  const { graph, patchGraph } = context.studio.getState();
  const [low, high] = thresholdRange(ranked);
  const pairs = Math.min(ranked.similarity.length - 1, 4 * ranked.nodes.part.length);
  const wanted = graph.thresholdChosen ? graph.threshold : (ranked.similarity[pairs] ?? high);
  patchGraph({ threshold: Math.min(high, Math.max(low, wanted)) });
}

/** UMAP starts from the positions shown and replaces them when it is ready; nothing waits for it and its failure costs only looks. */
async function refineLayout(
  context: CommandContext,
  similarities: PairSimilarities,
): Promise<void> {
  const { studio, services } = context;
  const { positions: start } = studio.getState().graph;
  if (start === null) return;
  try {
    await context.layoutJob.start(async (cancel) => {
      const positions = await services.graph.umapPositions(
        similarities,
        start,
        LAYOUT_SEED,
        cancel,
      );
      throwIfCancelled(cancel);
      studio.getState().patchGraph({ positions, positionsKind: "UMAP" });
    });
  } catch {
    // The positions shown stay, and the page names their kind.
  }
}
