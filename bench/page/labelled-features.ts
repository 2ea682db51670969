/** A data set of labelled feature rows, split and drawn by the product's own code. */

import type {
  Dataset,
  FusedFeatures,
  GraphScope,
  Part,
  Pools,
  RunNodes,
  Shots,
} from "../../src/pipeline/artifacts.ts";
import { drawPools, drawRun } from "../../src/pipeline/dataset/split.ts";
import { fuseFeatures } from "../../src/pipeline/embeddings/fused-features.ts";
import { runNodes } from "../../src/pipeline/graph/run-nodes.ts";

export const BENCH_SHOTS = 16;
const SPLIT_SEED = 1;

export interface LabelledRows {
  readonly name: string;
  readonly classNames: readonly string[];
  /** [N] */
  readonly labels: readonly number[];
  readonly parts: readonly Part[];
  /** [N, D] */
  readonly values: Float32Array;
  readonly dimension: number;
}

export interface LabelledFeatures {
  readonly dataset: Dataset;
  readonly pools: Pools;
  readonly features: FusedFeatures;
  /** Nodes of one run. */
  readonly nodes: (runSeed: number, scope: GraphScope) => RunNodes;
}

/** Image features only (w = 0), centred on the train pool as the product does by default. */
export function labelledFeatures(rows: LabelledRows, shots: Shots = BENCH_SHOTS): LabelledFeatures {
  const { labels, parts, values, dimension } = rows;
  const dataset = datasetOf(rows);
  const pools = drawPools(dataset, SPLIT_SEED);
  const features = fuseFeatures(
    {
      image: { rows: labels.length, dimension, values },
      text: { rows: labels.length, dimension: 0, values: new Float32Array() },
    },
    { modalityWeight: 0, center: true, scale: 10 },
    [...parts.keys()].filter((example) => pools.pool[example] === "train"),
  );
  return {
    dataset,
    pools,
    features,
    nodes: (runSeed, scope) =>
      runNodes(dataset, pools, drawRun(dataset, pools, runSeed, shots), scope),
  };
}

function datasetOf({ name, classNames, labels, parts }: LabelledRows): Dataset {
  return {
    name,
    layout: "split-folders",
    classNames,
    examples: labels.map((label, i) => {
      const path = `${parts[i] ?? "train"}/${classNames[label] ?? "?"}/${i}.jpg`;
      return {
        path,
        contentHash: path,
        width: 8,
        height: 8,
        label,
        officialPart: parts[i] ?? null,
        sidecarCaption: null,
      };
    }),
    problems: [],
  };
}
