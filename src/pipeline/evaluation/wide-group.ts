/** Seeds that are trained side by side: their rows on the device, of X once and of Â X once a threshold. */

import type { WideExamples } from "../adapter/wide-adapter.ts";
import type { WideLayout } from "../adapter/wide-layout.ts";
import { PART_CODES, type RunNodes } from "../artifacts.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";
import { dispose, type Tensor3D } from "../tensor.ts";
import type { FeatureProducts } from "./feature-products.ts";
import type { SeedGraph, SeedRun } from "./seed-run.ts";
import { adjacencyRows, bySeed, selectionRows, uploadAggregated } from "./wide-rows.ts";
import { disposeWideTargets, wideTargets, type WideTargets } from "./wide-targets.ts";

/** What a wide run needs of a seed. */
export type WideSeed = Pick<SeedRun, "nodes" | "initial" | "graph">;

export interface WideDevice {
  readonly layout: WideLayout;
  /** With the table of `featureTable`. */
  readonly products: FeatureProducts;
  /** N, the rows of that table but the last one */
  readonly examples: number;
}

export interface WideGroup {
  readonly seeds: readonly WideSeed[];
  /** Each seed's training nodes, then its validation nodes. */
  readonly rows: readonly Int32Array[];
  /** Rows that each seed is padded to. */
  readonly count: number;
  /** X of the rows [S, count, features] */
  readonly features: Tensor3D;
  readonly targets: WideTargets;
}

/** WebGPU's smallest limit of one storage binding. */
const BINDING_BYTES = 2 ** 27;

/** As many seeds side by side as have their rows in one buffer of the size that every GPU takes. */
export function groupSeeds(seeds: readonly WideSeed[], layout: WideLayout): WideSeed[][] {
  const widest = Math.max(...seeds.map(({ nodes }) => labelledRows(nodes).length));
  const together = Math.max(1, Math.floor(BINDING_BYTES / (4 * widest * layout.features)));
  return Array.from({ length: Math.ceil(seeds.length / together) }, (_, group) =>
    seeds.slice(group * together, (group + 1) * together),
  );
}

export function createWideGroup(
  { layout, products, examples }: WideDevice,
  seeds: readonly WideSeed[],
): WideGroup {
  const rows = seeds.map(({ nodes }) => labelledRows(nodes));
  const count = Math.max(...rows.map(({ length }) => length));
  const labels = seeds.map(({ nodes }) => ({
    train: labelsOf(nodes, PART_CODES.train),
    validation: labelsOf(nodes, PART_CODES.validation),
  }));
  const targets = wideTargets(labels, count, layout.classes);
  const selection = selectionRows(placed(seeds, rows), count, examples);
  const features = bySeed(products.product(selection), seeds.length);
  return { seeds, rows, count, features, targets };
}

export function disposeWideGroup({ features, targets }: WideGroup): void {
  dispose(features);
  disposeWideTargets(targets);
}

/** Chosen nodes of each seed, padded to `count`: X and Â X. The caller disposes both. */
export function wideExamples(
  device: WideDevice,
  seeds: readonly WideSeed[],
  graphs: readonly SeedGraph[],
  rows: readonly Int32Array[],
  count: number,
): WideExamples {
  const selection = selectionRows(placed(seeds, rows), count, device.examples);
  return {
    features: bySeed(device.products.product(selection), seeds.length),
    aggregated: wideAggregated(device, seeds, graphs, rows, count),
  };
}

/** Rows of Â X of every seed, [S, count, features]; on the processor where the entries of a seed's Â are not kept. */
export function wideAggregated(
  { layout, products, examples }: WideDevice,
  seeds: readonly WideSeed[],
  graphs: readonly SeedGraph[],
  rows: readonly Int32Array[],
  count: number,
): Tensor3D {
  const sparse = placed(seeds, rows).flatMap((chosen, seed) => {
    const { adjacency } = graphs[seed]!;
    return adjacency === null ? [] : [{ ...chosen, adjacency }];
  });
  if (sparse.length === seeds.length) {
    return bySeed(products.product(adjacencyRows(sparse, count, examples)), seeds.length);
  }
  const dense = graphs.map((graph, seed) => graph.aggregated(rows[seed]!));
  return uploadAggregated(dense, count, layout);
}

function placed(seeds: readonly WideSeed[], rows: readonly Int32Array[]) {
  return seeds.map(({ nodes }, seed) => ({ example: nodes.example, rows: rows[seed]! }));
}

function labelledRows(nodes: RunNodes): Int32Array {
  const train = nodesOfPart(nodes, PART_CODES.train);
  const validation = nodesOfPart(nodes, PART_CODES.validation);
  return Int32Array.from([...train, ...validation]);
}

function labelsOf(nodes: RunNodes, code: number): Int32Array {
  return nodesOfPart(nodes, code).map((node) => nodes.label[node]!);
}
