import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createSimdKernels } from "../../numeric/simd/simd-kernels.ts";
import type { RunNodes } from "../artifacts.ts";
import type { SeedRun } from "../evaluation/seed-run.ts";
import { softWeightedAdjacency, weightedAdjacency } from "../graph/edge-weights.ts";
import { topNeighbourAdjacency } from "../graph/top-neighbours.ts";
import { studyFeatures, sweepProblem } from "../methods/study-problem.ts";
import { atOnce } from "../with-progress.ts";
import { nodeBatches, type BatchOrder } from "./batches.ts";
import {
  batchGraphs,
  createVariantRun,
  rankedGraphs,
  type PrepareGraphs,
} from "./graph-trainers.ts";
import { randomGraphAdjacency, shuffledGraphAdjacency } from "./random-graphs.ts";
import { syntheticStudy } from "./synthetic-study.ts";

const module = new WebAssembly.Module(
  new Uint8Array(readFileSync(new URL("../../numeric/simd/simd.wasm", import.meta.url))),
);
const kernels = createSimdKernels(module, "simd");

const perClass = { train: 4, validation: 3, test: 7 };
const { study } = syntheticStudy({ classCount: 6, dimension: 12, noise: 1.2, perClass });
const features = studyFeatures(study);

function runOn(prepare: PrepareGraphs, change: (nodes: RunNodes) => RunNodes): SeedRun {
  const problem = sweepProblem(study, features, 1, "inductive");
  return atOnce(createVariantRun({ ...problem, runs: problem.runs.map(change) }, prepare, kernels))
    .run;
}

/** The run without its test nodes but one. */
const withOneTest =
  (kept: number) =>
  (nodes: RunNodes): RunNodes => {
    const rows = Int32Array.from(nodes.part.keys()).filter(
      (node) => nodes.part[node] !== 2 || node === kept,
    );
    return {
      ...nodes,
      example: rows.map((node) => nodes.example[node]!),
      part: Uint8Array.from(rows, (node) => nodes.part[node]!),
      label: rows.map((node) => nodes.label[node]!),
    };
  };

test.each<[string, PrepareGraphs]>([
  ["random graph", rankedGraphs((ranked, tau) => randomGraphAdjacency(ranked, tau, 2))],
  ["shuffled graph", rankedGraphs((ranked, tau) => shuffledGraphAdjacency(ranked, tau, 2))],
  ["strongest neighbours", rankedGraphs((ranked, tau) => topNeighbourAdjacency(ranked, tau, 2))],
  ["weighted edges", rankedGraphs(weightedAdjacency)],
  ["soft edges", rankedGraphs(softWeightedAdjacency)],
])("inductive, %s: a test node's Â X is bit-equal without the other test nodes (I3)", (_, made) => {
  const threshold = 0.15;
  const whole = runOn(made, (nodes) => nodes);
  const all = whole.graph(threshold);
  const trained = all.aggregated(whole.train.rows);
  expect(all.statistics.meanDegree).toBeGreaterThan(1);
  for (const node of [whole.testRows[0]!, whole.testRows[17]!, whole.testRows.at(-1)!]) {
    const few = runOn(made, withOneTest(node));
    const graph = few.graph(threshold);
    expect(few.testRows.length).toBe(1);
    expect(graph.aggregated(few.testRows)).toEqual(all.aggregated(Int32Array.of(node)));
    expect(graph.aggregated(few.train.rows)).toEqual(trained);
    few.dispose();
  }
  whole.dispose();
});

test("Â X is s times the normalised weights times the features, its row sums are Â 1", () => {
  const run = runOn(rankedGraphs(weightedAdjacency), (nodes) => nodes);
  const { aggregated, adjacency } = run.graph(0.1);
  const rows = Int32Array.of(3, run.testRows[4]!);
  const all = run.features(Int32Array.from(run.nodes.part.keys()));
  const { aggregated: values, ones } = aggregated(rows);
  rows.forEach((row, i) => {
    const expected = new Float64Array(features.dimension);
    let total = 0;
    for (let e = adjacency!.rowStart[row]!; e < adjacency!.rowStart[row + 1]!; e++) {
      const weight = adjacency!.values[e]!;
      total += weight;
      const start = adjacency!.columnIndex[e]! * features.dimension;
      expected.forEach((sum, k) => (expected[k] = sum + weight * all[start + k]!));
    }
    expect(ones[i]).toBeCloseTo(total, 5);
    expected.forEach((sum, k) => {
      expect(values[i * features.dimension + k]).toBeCloseTo(sum, 5);
    });
  });
  run.dispose();
});

test.each<BatchOrder>(["shuffled", "file-order"])(
  "%s: edges stand inside batches of 16 of one part, both ways, strictly above the threshold",
  (order) => {
    const inBatches = (nodes: RunNodes): RunNodes => ({ ...nodes, scope: "transductive" });
    const run = runOn(batchGraphs(order), inBatches);
    const threshold = 0.1;
    const { adjacency, statistics } = run.graph(threshold);
    const { train, validation, test: tests } = nodeBatches(run.nodes, order);
    const batchOf = new Map<number, number>();
    [...train, ...validation, ...tests].forEach((batch, index) => {
      expect(batch.length).toBeLessThanOrEqual(16);
      expect(new Set(batch.map((node) => run.nodes.part[node]!)).size).toBe(1);
      for (const node of batch) batchOf.set(node, index);
    });
    expect(batchOf.size).toBe(run.nodes.part.length);
    const all = run.features(Int32Array.from(run.nodes.part.keys()));
    const cosine = (a: number, b: number): number => {
      let sum = 0;
      for (let k = 0; k < features.dimension; k++) {
        sum += all[a * features.dimension + k]! * all[b * features.dimension + k]!;
      }
      return sum;
    };
    let edges = 0;
    for (let row = 0; row < run.nodes.part.length; row++) {
      const { rowStart, columnIndex } = adjacency!;
      const joined = [...columnIndex.subarray(rowStart[row], rowStart[row + 1])];
      const expected = [...batchOf.keys()].filter(
        (node) =>
          node === row || (batchOf.get(node) === batchOf.get(row) && cosine(row, node) > threshold),
      );
      expect(joined).toEqual(expected.sort((a, b) => a - b));
      edges += joined.length - 1;
    }
    expect(statistics.edges).toBe(edges / 2);
    expect(statistics.meanDegree).toBeCloseTo(edges / run.nodes.part.length, 12);
    run.dispose();
  },
);

test("file order sorts validation and test images by their place in the data set; training batches are the same shuffled ones", () => {
  const [nodes] = sweepProblem(study, features, 1, "inductive").runs;
  const sorted = nodeBatches(nodes!, "file-order");
  const shuffled = nodeBatches(nodes!, "shuffled");
  const examples = sorted.test.flatMap((batch) => [...batch]).map((node) => nodes!.example[node]!);
  expect(examples).toEqual(examples.toSorted((a, b) => a - b));
  expect(shuffled.test).not.toEqual(sorted.test);
  expect(shuffled.train).toEqual(sorted.train);
  const train = sorted.train.flatMap((batch) => [...batch]);
  expect(train).not.toEqual(train.toSorted((a, b) => a - b));
});
