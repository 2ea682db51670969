/** The work of a graph worker. It knows no worker: the pipeline's functions, progress reports, and results whose buffers are moved. */

import { pairSimilarities } from "../../pipeline/graph/pair-similarities.ts";
import { principalPositions } from "../../pipeline/graph/principal-positions.ts";
import { rankPairs } from "../../pipeline/graph/ranked-pairs.ts";
import { umapPositions } from "../../pipeline/graph/umap-positions.ts";
import type { GraphProtocol } from "./graph-protocol.ts";
import { transfer } from "./worker-link.ts";

/** A throw inside a then-callback rejects, as `serve` and direct callers both expect. */
const later = Promise.resolve();

export const graphJobs: GraphProtocol = {
  similarities: (features, onProgress) =>
    later.then(() => {
      const total = (features.rows * (features.rows - 1)) / 2;
      const result = finish(pairSimilarities(features), (done) => {
        onProgress({ label: "Comparing images", done, total });
      });
      return transfer(result, [result.values.buffer]);
    }),

  rank: (similarities, nodes) =>
    later.then(() => {
      const ranked = rankPairs(similarities, nodes);
      const { source, target, similarity } = ranked;
      return transfer(ranked, [source.buffer, target.buffer, similarity.buffer]);
    }),

  principalPositions: (features) => later.then(() => moved(principalPositions(features))),

  umapPositions: (similarities, start, seed) =>
    later.then(() => moved(finish(umapPositions(similarities, start, seed), () => undefined))),
};

function moved(positions: Float32Array): Float32Array {
  return transfer(positions, [positions.buffer]);
}

/** Runs a generator to its end without a pause: a graph worker is stopped from outside, by ending it. */
function finish<T>(generator: Generator<number, T>, report: (done: number) => void): T {
  let step = generator.next();
  while (step.done !== true) {
    report(step.value);
    step = generator.next();
  }
  return step.value;
}
