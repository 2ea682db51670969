import { describe, expect, it } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { EmbeddingMatrix, FusedFeatures, RankedPairs } from "../artifacts.ts";
import { atOnce } from "../with-progress.ts";
import { randomGraph } from "./random-graph.ts";
import { rankPairs } from "./ranked-pairs.ts";
import {
  pairDots,
  smoothingTable,
  smoothness,
  type PairList,
  type Smoothness,
} from "./smoothing.ts";

function matrix(rows: readonly (readonly number[])[]): EmbeddingMatrix {
  const dimension = rows[0]!.length;
  return { rows: rows.length, dimension, values: Float32Array.from(rows.flat()) };
}

function pairList(
  nodes: number,
  pairs: readonly (readonly [number, number])[],
  senders = nodes,
): PairList {
  return {
    nodes,
    senders,
    edges: pairs.length,
    source: Int32Array.from(pairs, ([source]) => source),
    target: Int32Array.from(pairs, ([, target]) => target),
  };
}

function measure(pairs: PairList, rows: EmbeddingMatrix): Smoothness {
  return smoothness(pairs, rows, atOnce(pairDots(pairs, rows)));
}

describe("smoothness", () => {
  it("gives the golden values of the path of three nodes", () => {
    const entry = golden.smoothing_path3;
    const path = pairList(3, [
      [0, 1],
      [1, 2],
    ]);
    const found = measure(path, matrix(entry.X));
    expect(found.dirichlet).toBeCloseTo(
      entry["dirichlet_unnormalised=(1/n) sum_i sum_{j in N(i)} |x_i-x_j|^2"],
      9,
    );
    expect(found.normalizedDirichlet).toBeCloseTo(
      entry["dirichlet_normalised=1/2 sum_ij a_ij |x_i/sqrt(1+d_i)-x_j/sqrt(1+d_j)|^2"],
      9,
    );
    expect(found.meanAverageDistance).toBeCloseTo(entry.mad_neighbours, 9);
  });

  it("of two joined nodes is their squared distance, their angle and half their distance", () => {
    const found = measure(
      pairList(2, [[0, 1]]),
      matrix([
        [3, 0],
        [0, 4],
      ]),
    );
    // (1/2)(25 + 25); both degrees 1, so half of it; cos 0; the mean is (1.5, 2).
    expect(found).toEqual({
      dirichlet: 25,
      normalizedDirichlet: 12.5,
      meanAverageDistance: 1,
      rowSpread: 2.5,
    });
  });

  it("counts an edge that sends one way once, at its receiver", () => {
    const rows = matrix([
      [3, 0],
      [0, 4],
    ]);
    const found = measure(pairList(2, [[0, 1]], 1), rows);
    expect(found.dirichlet).toBe(12.5);
    expect(found.meanAverageDistance).toBe(1);
    // d is 0 at the sender and 1 at the receiver: |(3, 0) - (0, 4 / √2)|² / 2.
    expect(found.normalizedDirichlet).toBeCloseTo((9 + 8) / 2, 12);
  });

  it("leaves isolated nodes out of MAD and knows none without an edge", () => {
    const rows = matrix([
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
    expect(measure(pairList(3, [[0, 1]]), rows).meanAverageDistance).toBe(0);
    expect(measure(pairList(3, []), rows).meanAverageDistance).toBeNull();
  });

  it("sees in the row spread the offset that MAD does not see", () => {
    const near = measure(
      pairList(2, [[0, 1]]),
      matrix([
        [1, 0],
        [5, 0],
      ]),
    );
    expect(near.meanAverageDistance).toBe(0);
    expect(near.rowSpread).toBe(2);
  });
});

/** Unit features by example; node i of a random graph is example n - 1 - i. */
function featuresOf({ features, width, nodes }: ReturnType<typeof randomGraph>): FusedFeatures {
  const count = nodes.example.length;
  const values = new Float32Array(features.length);
  nodes.example.forEach((example, node) => {
    values.set(features.subarray(node * width, (node + 1) * width), example * width);
  });
  return { rows: count, dimension: width, values, zeroImageRows: 0, zeroTextRows: 0 };
}

/** Both energies of Z and Â Z by their definitions. */
function ratioByDefinition(ranked: RankedPairs, z: Float32Array, width: number, tau: number) {
  const n = ranked.nodes.part.length;
  const senders = ranked.nodes.scope === "inductive" ? ranked.nodes.part.indexOf(1) : n;
  const neighbours = Array.from({ length: n }, (): number[] => []);
  ranked.similarity.forEach((similarity, e) => {
    if (!(similarity > tau)) return;
    const [a, b] = [ranked.source[e]!, ranked.target[e]!];
    neighbours[b]!.push(a);
    if (b < senders) neighbours[a]!.push(b);
  });
  const row = (i: number): number[] => [...z.subarray(i * width, (i + 1) * width)];
  const aggregated = neighbours.map((from, i) => {
    const d = (k: number): number => neighbours[k]!.length + 1;
    return row(i).map((own, k) =>
      from.reduce((sum, j) => sum + row(j)[k]! / Math.sqrt(d(i) * d(j)), own / d(i)),
    );
  });
  const energy = (rows: readonly (readonly number[])[]): number =>
    neighbours.reduce(
      (sum, from, i) =>
        sum +
        from.reduce((s, j) => s + rows[i]!.reduce((t, x, k) => t + (x - rows[j]![k]!) ** 2, 0), 0),
      0,
    ) / n;
  return { before: energy(neighbours.map((_, i) => row(i))), after: energy(aggregated) };
}

describe("the table of thresholds", () => {
  it.each(["inductive", "transductive"] as const)(
    "has E(Â Z) and E(Z) on the same edges, %s",
    (scope) => {
      const graph = randomGraph(scope, [14, 5, 9, 0], 11);
      const ranked = atOnce(rankPairs(graph.block, graph.nodes, 1e6));
      const thresholds = [-1.01, 0.1, 0.55, 1.01];
      const table = atOnce(smoothingTable(referenceKernels, featuresOf(graph), ranked, thresholds));
      expect(table.map(({ threshold }) => threshold)).toEqual(thresholds);
      for (const { threshold, before, after, dirichletRatio } of table) {
        const expected = ratioByDefinition(ranked, graph.features, graph.width, threshold);
        expect(before!.dirichlet).toBeCloseTo(expected.before, 5);
        expect(after!.dirichlet).toBeCloseTo(expected.after, 5);
        if (threshold > 1) expect(dirichletRatio).toBeNull();
        else expect(dirichletRatio).toBeCloseTo(expected.after / expected.before, 5);
      }
    },
  );

  it("of the complete graph says that all rows are equal, and without edges that none has moved", () => {
    const graph = randomGraph("transductive", [14, 5, 9, 0], 12);
    const ranked = atOnce(rankPairs(graph.block, graph.nodes, 1e6));
    const [complete, empty] = atOnce(
      smoothingTable(referenceKernels, featuresOf(graph), ranked, [-1.01, 1.01]),
    );
    expect(complete!.dirichletRatio).toBeCloseTo(0, 6);
    expect(complete!.after!.rowSpread).toBeCloseTo(0, 6);
    expect(empty!.after).toEqual(empty!.before);
  });

  it("holds nothing below the cut-off, where edges are not kept", () => {
    const graph = randomGraph("transductive", [14, 5, 9, 0], 13);
    const ranked = atOnce(rankPairs(graph.block, graph.nodes, 60));
    expect(ranked.cutoff).toBeGreaterThan(-1);
    const [below, above] = atOnce(
      smoothingTable(referenceKernels, featuresOf(graph), ranked, [
        ranked.cutoff - 0.2,
        ranked.cutoff,
      ]),
    );
    expect(below).toMatchObject({ before: null, after: null, dirichletRatio: null });
    expect(above!.after).not.toBeNull();
  });

  it("counts the pairs of all thresholds in its steps", () => {
    const graph = randomGraph("transductive", [14, 5, 9, 0], 14);
    const ranked = atOnce(rankPairs(graph.block, graph.nodes, 1e6));
    const steps = [...smoothingTable(referenceKernels, featuresOf(graph), ranked, [-1.01, -1.01])];
    expect(steps.at(-1)).toEqual({
      label: "Measuring smoothness",
      done: 2 * ranked.similarity.length,
      total: 2 * ranked.similarity.length,
    });
  });
});
