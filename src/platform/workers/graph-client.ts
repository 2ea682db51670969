/** Graph work off the page's thread. */

import { StudioError } from "../../errors.ts";
import type {
  CancelToken,
  Embeddings,
  FeatureSettings,
  FusedFeatures,
  OnProgress,
  PairSimilarities,
  Pools,
  RankedPairs,
  RunNodes,
} from "../../pipeline/artifacts.ts";
import type { NearDuplicates } from "../../pipeline/graph/near-duplicates.ts";
import type { SmoothingPoint } from "../../pipeline/graph/smoothing.ts";
import type { GraphProtocol, Ranking } from "./graph-protocol.ts";
import { createIdleTimer } from "./idle-timer.ts";
import { link, type Linked } from "./worker-link.ts";

const METHODS: readonly (keyof GraphProtocol)[] = [
  "fuse",
  "rank",
  "thresholdGrid",
  "principalPositions",
  "umapPositions",
  "smoothing",
  "nearDuplicates",
  "textAgreement",
];

/** One ranks while another places nodes. */
const KEPT_WORKERS = 2;
/** Workers hold a copy of the features in their products; after this time without work their memory is better given back. */
const IDLE_MS = 60_000;

export interface GraphClient {
  readonly fuse: (
    embeddings: Embeddings,
    settings: FeatureSettings,
    trainPool: readonly number[],
    cancel: CancelToken,
  ) => Promise<FusedFeatures>;
  readonly rank: (
    source: FusedFeatures | PairSimilarities,
    nodes: RunNodes,
    pairBudget: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<Ranking>;
  readonly thresholdGrid: (
    features: FusedFeatures,
    pools: Pools,
    runs: readonly RunNodes[],
    thresholdCount: number,
    pairBudget: number,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<readonly number[]>;
  readonly principalPositions: (
    features: FusedFeatures,
    cancel: CancelToken,
  ) => Promise<Float32Array>;
  readonly umapPositions: (
    features: FusedFeatures,
    start: Float32Array,
    seed: number,
    cancel: CancelToken,
  ) => Promise<Float32Array>;
  readonly smoothing: (
    features: FusedFeatures,
    ranked: RankedPairs,
    thresholds: readonly number[],
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<readonly SmoothingPoint[]>;
  readonly nearDuplicates: (
    embeddings: Embeddings,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<NearDuplicates>;
  readonly textAgreement: (
    embeddings: Embeddings,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<Float32Array>;
}

/**
 * Each call has a worker to itself, an idle one where there is one. A cancelled call rejects with Cancelled at once and ends its worker, which
 * never looks up from its job; a call whose worker dies rejects with platform/worker-crashed.
 */
export function createGraphService(
  startWorker: () => Worker | MessagePort = startGraphWorker,
): GraphClient {
  const idleWorkers: Linked<GraphProtocol>[] = [];
  const idle = createIdleTimer(IDLE_MS, () => {
    for (const { dispose } of idleWorkers.splice(0)) dispose();
  });

  const run = <Result>(
    cancel: CancelToken,
    job: (call: GraphProtocol) => Promise<Result>,
  ): Promise<Result> =>
    idle.during(async () => {
      const worker = idleWorkers.pop() ?? link<GraphProtocol>(startWorker(), METHODS);
      const forget = cancel.onCancel(worker.dispose);
      let usable = true;
      try {
        return await job(worker.call);
      } catch (error) {
        usable = !isCrash(error);
        throw error;
      } finally {
        forget();
        if (usable && !cancel.cancelled && idleWorkers.length < KEPT_WORKERS) {
          idleWorkers.push(worker);
        } else worker.dispose();
      }
    });

  return {
    fuse: (embeddings, settings, trainPool, cancel) =>
      run(cancel, (call) => call.fuse(embeddings, settings, trainPool)),
    rank: (source, nodes, pairBudget, onProgress, cancel) =>
      run(cancel, (call) => call.rank(source, nodes, pairBudget, onProgress)),
    thresholdGrid: (features, pools, runs, thresholdCount, pairBudget, onProgress, cancel) =>
      run(cancel, (call) =>
        call.thresholdGrid(features, pools, runs, thresholdCount, pairBudget, onProgress),
      ),
    principalPositions: (features, cancel) =>
      run(cancel, (call) => call.principalPositions(features)),
    umapPositions: (features, start, seed, cancel) =>
      run(cancel, (call) => call.umapPositions(features, start, seed)),
    smoothing: (features, ranked, thresholds, onProgress, cancel) =>
      run(cancel, (call) => call.smoothing(features, ranked, thresholds, onProgress)),
    nearDuplicates: (embeddings, onProgress, cancel) =>
      run(cancel, (call) => call.nearDuplicates(embeddings, onProgress)),
    textAgreement: (embeddings, onProgress, cancel) =>
      run(cancel, (call) => call.textAgreement(embeddings, onProgress)),
  };
}

function isCrash(error: unknown): boolean {
  return error instanceof StudioError && error.code === "platform/worker-crashed";
}

function startGraphWorker(): Worker {
  return new Worker(new URL("./graph.worker.ts", import.meta.url), { type: "module" });
}
