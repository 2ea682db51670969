/** Graph work off the page's thread. */

import { StudioError } from "../../errors.ts";
import type {
  CancelToken,
  FusedFeatures,
  OnProgress,
  PairSimilarities,
  RankedPairs,
  RunNodes,
} from "../../pipeline/artifacts.ts";
import type { GraphProtocol } from "./graph-protocol.ts";
import { link, type Linked } from "./worker-link.ts";

const METHODS: readonly (keyof GraphProtocol)[] = [
  "similarities",
  "rank",
  "principalPositions",
  "umapPositions",
];

export interface GraphClient {
  readonly similarities: (
    features: FusedFeatures,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<PairSimilarities>;
  readonly rank: (similarities: PairSimilarities, nodes: RunNodes) => Promise<RankedPairs>;
  readonly principalPositions: (features: FusedFeatures) => Promise<Float32Array>;
  readonly umapPositions: (
    similarities: PairSimilarities,
    start: Float32Array,
    seed: number,
    cancel: CancelToken,
  ) => Promise<Float32Array>;
}

/**
 * The long jobs, which never yield, run in a worker of their own that is ended when they are done or cancelled;
 * the short ones share a worker that stays, so that they wait for no long one.
 * A cancelled call rejects with Cancelled at once, a call whose worker dies with platform/worker-crashed; the next call starts a new one.
 */
export function createGraphService(
  startWorker: () => Worker | MessagePort = startGraphWorker,
): GraphClient {
  let shared: Linked<GraphProtocol> | null = null;

  const short = async <T>(job: (call: GraphProtocol) => Promise<T>): Promise<T> => {
    const used = (shared ??= link<GraphProtocol>(startWorker(), METHODS));
    try {
      return await job(used.call);
    } catch (error) {
      if (isCrash(error) && shared === used) shared = null;
      throw error;
    }
  };

  const long = async <T>(
    cancel: CancelToken,
    job: (call: GraphProtocol) => Promise<T>,
  ): Promise<T> => {
    const alone = link<GraphProtocol>(startWorker(), METHODS);
    const forget = cancel.onCancel(alone.dispose);
    try {
      return await job(alone.call);
    } finally {
      forget();
      alone.dispose();
    }
  };

  return {
    similarities: (features, onProgress, cancel) =>
      long(cancel, (call) => call.similarities(features, onProgress)),
    rank: (similarities, nodes) => short((call) => call.rank(similarities, nodes)),
    principalPositions: (features) => short((call) => call.principalPositions(features)),
    umapPositions: (similarities, start, seed, cancel) =>
      long(cancel, (call) => call.umapPositions(similarities, start, seed)),
  };
}

function isCrash(error: unknown): boolean {
  return error instanceof StudioError && error.code === "platform/worker-crashed";
}

function startGraphWorker(): Worker {
  return new Worker(new URL("./graph.worker.ts", import.meta.url), { type: "module" });
}
