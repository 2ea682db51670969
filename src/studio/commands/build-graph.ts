/** Graph: fuse the features, rank the pairs of the shown run, and place the nodes, all in workers. Only what a change touched is done again. */

import type {
  CancelToken,
  FusedFeatures,
  OnProgress,
  RankedPairs,
} from "../../pipeline/artifacts.ts";
import { thresholdRange } from "../../pipeline/graph/threshold-grid.ts";
import { selectPools, selectRuns } from "../selectors/pools.ts";
import { selectFeaturesKey, selectGraphKey } from "../selectors/sweep-key.ts";
import { selectShownGraph } from "../selectors/threshold-axis.ts";
import type { PairSource } from "../services.ts";
import type { GraphArtifact } from "../slices/graph.ts";
import { readyArtifact } from "../stage-run.ts";
import { recordSeconds, runStage, type CommandContext } from "./context.ts";
import { throwIfCancelled } from "./job.ts";

/** UMAP's own seed: the picture must not depend on a run seed. */
const LAYOUT_SEED = 1;

/** Beyond this UMAP takes minutes and more memory than the graph itself; the principal components stay, and the page names them. */
const MOST_UMAP_NODES = 10_000;

export async function buildGraph(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const startMs = services.clock();
  const previous = selectShownGraph(studio.getState());
  await runStage<GraphArtifact>(
    context,
    cancel,
    (run) => {
      // Once the new graph is there, the pairs of the one before only cost memory.
      studio.getState().patchGraph({ run, previous: run.status === "ready" ? null : previous });
    },
    async (report) => {
      const source = await currentPairSource(context, cancel, report);
      report({ label: "Comparing images", done: 0, total: 0 });
      // A setting that changes during the waits cancels this job, so what is read here belongs together.
      const state = studio.getState();
      const nodes = selectRuns(state)[0];
      if (nodes === undefined) throw new TypeError("a graph needs at least one run seed");
      const madeFrom = selectGraphKey(state);
      const { pairBudget } = state.graph;
      const { splitSeed } = state.dataset;
      const ranking = await services.graph.rank(source, nodes, pairBudget, report, cancel);
      throwIfCancelled(cancel);
      placeThreshold(context, ranking.ranked);
      return { artifact: { splitSeed, features: asFeatures(source), ...ranking }, madeFrom };
    },
  );
  recordSeconds(context, "graph", startMs);
}

function asFeatures(source: PairSource): FusedFeatures | null {
  return "dimension" in source ? source : null;
}

/**
 * What a change of scope, shots or budget does not touch. The sample's first view has similarities and positions before its vectors arrive;
 * everything else is made from features.
 */
async function currentPairSource(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<PairSource> {
  const { studio, services, latestFeatureGraph } = context;
  const key = selectFeaturesKey(studio.getState());
  const known = latestFeatureGraph.get(key);
  const { embeddings, graph } = studio.getState();
  if (known?.features != null && graph.positions !== null) return known.features;
  if (known?.similarities != null && embeddings.run.status !== "ready") return known.similarities;
  report({ label: "Fusing features", done: 0, total: 0 });
  const features = known?.features ?? (await currentFeatures(context, cancel));
  throwIfCancelled(cancel);
  // What UMAP will not refine would stay where other features put it.
  if (graph.positions === null || (known === null && features.rows > MOST_UMAP_NODES)) {
    report({ label: "Placing nodes", done: 0, total: 0 });
    const positions = await services.graph.principalPositions(features, cancel);
    throwIfCancelled(cancel);
    studio.getState().patchGraph({ positions, positionsKind: "principal components" });
  }
  latestFeatureGraph.set(key, { features, similarities: null });
  // The sample's own positions are UMAP of these features already.
  if (known === null || graph.positions === null) void refineLayout(context, features);
  return features;
}

/**
 * E1, E2 with the current settings. The centring mean is the train pool's; a data set without any label has no test image to protect,
 * so there all examples count.
 */
async function currentFeatures(
  { studio, services }: CommandContext,
  cancel: CancelToken,
): Promise<FusedFeatures> {
  const state = studio.getState();
  const embeddings = readyArtifact(state.embeddings.run);
  const pools = selectPools(state);
  if (embeddings === null || pools === null) throw new TypeError("a graph needs embeddings");
  const trainPool = pools.pool.flatMap((pool, i) => (pool === "train" ? [i] : []));
  const all = pools.pool.map((_, i) => i);
  return services.graph.fuse(
    embeddings,
    state.embeddings.settings,
    trainPool.length > 0 ? trainPool : all,
    cancel,
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
async function refineLayout(context: CommandContext, features: FusedFeatures): Promise<void> {
  const { studio, services } = context;
  const { positions: start } = studio.getState().graph;
  if (start === null || features.rows > MOST_UMAP_NODES) return;
  try {
    await context.layoutJob.start(async (cancel) => {
      const positions = await services.graph.umapPositions(features, start, LAYOUT_SEED, cancel);
      throwIfCancelled(cancel);
      studio.getState().patchGraph({ positions, positionsKind: "UMAP" });
    });
  } catch {
    // The positions shown stay, and the page names their kind.
  }
}
