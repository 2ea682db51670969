/** The work of a graph worker. It knows no worker: the pipeline's functions, progress reports, and results whose buffers are moved. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { sharedFloats } from "../../numeric/shared-floats.ts";
import type {
  FusedFeatures,
  OnProgress,
  PairSimilarities,
  RankedPairs,
  RunNodes,
} from "../../pipeline/artifacts.ts";
import { fuseFeatures } from "../../pipeline/embeddings/fused-features.ts";
import { previewTable } from "../../pipeline/evaluation/training-free-preview.ts";
import { loadNodes } from "../../pipeline/graph/load-nodes.ts";
import { nearDuplicates } from "../../pipeline/graph/near-duplicates.ts";
import { nearestNeighbours } from "../../pipeline/graph/nearest-neighbours.ts";
import { pairPrefixes } from "../../pipeline/graph/pair-prefixes.ts";
import { pairsOfRows, sourceCount } from "../../pipeline/graph/pair-sweep.ts";
import { principalPositions } from "../../pipeline/graph/principal-positions.ts";
import { orderPairs, rankPairs, rankTriangle } from "../../pipeline/graph/ranked-pairs.ts";
import { smoothingTable } from "../../pipeline/graph/smoothing.ts";
import { textAgreement } from "../../pipeline/graph/text-agreement.ts";
import { candidateExamples, thresholdGrid } from "../../pipeline/graph/threshold-grid.ts";
import { UMAP_NEIGHBOURS, umapPositions } from "../../pipeline/graph/umap-positions.ts";
import type { CollectPairs } from "./gpu-collector.ts";
import type { GraphProtocol } from "./graph-protocol.ts";
import { transfer } from "./worker-link.ts";

export interface GraphDevice {
  readonly openKernels: () => Promise<MatrixKernels>;
  readonly collectOnGpu: CollectPairs;
}

const COMPARING = "Comparing images";

/** A throw inside a then-callback rejects, as `serve` and direct callers both expect. */
const later = Promise.resolve();

export function createGraphJobs({ openKernels, collectOnGpu }: GraphDevice): GraphProtocol {
  const rankFeatures = async (
    features: FusedFeatures,
    nodes: RunNodes,
    pairBudget: number,
    onProgress: OnProgress,
  ): Promise<RankedPairs> => {
    const { dimension, values } = features;
    const rows = gatherRows(values, dimension, nodes.example);
    const onPairs = (done: number, total: number): void => {
      onProgress({ label: COMPARING, done, total });
    };
    const collected = await collectOnGpu(rows, dimension, nodes, pairBudget, onPairs);
    if (collected !== null) return orderPairs(collected, nodes);
    const block = loadNodes(await openKernels(), rows, nodes.example.length, dimension);
    try {
      const total = pairsOfRows(sourceCount(nodes), nodes.part.length);
      return finish(rankPairs(block, nodes, pairBudget), (done) => onPairs(done, total));
    } finally {
      block.dispose();
    }
  };

  return {
    fuse: (embeddings, settings, trainPool) =>
      later.then(() => {
        const fused = fuseFeatures(embeddings, settings, trainPool);
        const values = sharedFloats(fused.values.length);
        values.set(fused.values);
        return moved({ ...fused, values });
      }),

    rank: async (source, nodes, pairBudget, onProgress) => {
      const features = isFeatures(source) ? source : null;
      const ranked = isFeatures(source)
        ? await rankFeatures(source, nodes, pairBudget, onProgress)
        : rankTriangle(source, nodes, pairBudget);
      const prefixes = pairPrefixes(ranked);
      const preview = features === null ? null : previewTable(features, ranked);
      return moved({ ranked, prefixes, preview });
    },

    thresholdGrid: async (features, pools, runs, thresholdCount, pairBudget, onProgress) => {
      const kernels = await openKernels();
      const scope = runs[0]?.scope ?? "transductive";
      const candidates = candidateExamples(pools, scope).length;
      const total = pairsOfRows(candidates, candidates);
      return finish(
        thresholdGrid(kernels, features, pools, runs, scope, thresholdCount, pairBudget),
        (done) => onProgress({ label: COMPARING, done, total }),
      );
    },

    principalPositions: (features) => later.then(() => moved(principalPositions(features))),

    umapPositions: async (features, start, seed) =>
      moved(placeByNeighbours(await openKernels(), features, start, seed)),

    ...diagnosticsJobs(openKernels),
  };
}

function diagnosticsJobs(
  openKernels: GraphDevice["openKernels"],
): Pick<GraphProtocol, "smoothing" | "nearDuplicates" | "textAgreement"> {
  return {
    smoothing: async (features, ranked, thresholds, onProgress) =>
      finish(smoothingTable(await openKernels(), features, ranked, thresholds), onProgress),

    nearDuplicates: async (embeddings, onProgress) => {
      const total = embeddings.image.rows;
      return finish(nearDuplicates(await openKernels(), embeddings), (done) =>
        onProgress({ label: COMPARING, done, total }),
      );
    },

    textAgreement: async (embeddings, onProgress) => {
      const total = embeddings.image.rows;
      return finish(textAgreement(await openKernels(), embeddings), (done) =>
        onProgress({ label: COMPARING, done, total }),
      );
    },
  };
}

function placeByNeighbours(
  kernels: MatrixKernels,
  { values, rows, dimension }: FusedFeatures,
  start: Float32Array,
  seed: number,
): Float32Array {
  const block = kernels.load(values, rows, dimension);
  try {
    const neighbours = finish(nearestNeighbours(block, UMAP_NEIGHBOURS), ignore);
    return finish(umapPositions(neighbours, start, seed), ignore);
  } finally {
    block.dispose();
  }
}

function isFeatures(source: FusedFeatures | PairSimilarities): source is FusedFeatures {
  return "dimension" in source;
}

const ignore = (): void => undefined;

/** Runs a generator to its end without a pause: a graph worker is stopped from outside, by ending it. */
function finish<Step, T>(generator: Generator<Step, T>, report: (step: Step) => void): T {
  let step = generator.next();
  while (step.done !== true) {
    report(step.value);
    step = generator.next();
  }
  return step.value;
}

/** Marks every buffer of a plain result to be moved instead of copied. */
function moved<T extends object>(result: T): T {
  const buffers = new Set<ArrayBuffer>();
  collectBuffers(result, buffers);
  return transfer(result, [...buffers]);
}

/** Shared memory is in no list: it is seen from both sides as it is. */
function collectBuffers(value: unknown, found: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) collectBuffers(part, found);
  }
}
