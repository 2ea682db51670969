import { describe, expect, it } from "vitest";
import { csrProduct, type SparseRows } from "../../numeric/csr-product.ts";
import golden from "../../numeric/fixtures/golden.json";
import { createRandom } from "../../numeric/random.ts";
import type { CsrMatrix, GraphScope, PairSimilarities, RunNodes } from "../artifacts.ts";
import { createGraphStatistics } from "./graph-statistics.ts";
import { normalizeAdjacency, normalizedAdjacency } from "./normalized-adjacency.ts";
import { pairPrefixes } from "./pair-prefixes.ts";
import { rankTriangle } from "./ranked-pairs.ts";

function toSparse(dense: readonly (readonly number[])[]): SparseRows {
  const rowStart = new Int32Array(dense.length + 1);
  const entries = dense.flatMap((row, i) => {
    const present = row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }]));
    rowStart[i + 1] = rowStart[i]! + present.length;
    return present;
  });
  return {
    rows: dense.length,
    columns: dense.length,
    rowStart,
    columnIndex: Int32Array.from(entries, (entry) => entry.column),
    values: Float64Array.from(entries, (entry) => entry.value),
  };
}

function toDense(sparse: SparseRows): number[][] {
  return Array.from({ length: sparse.rows }, (_, row) => {
    const dense = Array<number>(sparse.columns).fill(0);
    for (let e = sparse.rowStart[row]!; e < sparse.rowStart[row + 1]!; e++) {
      dense[sparse.columnIndex[e]!] = sparse.values[e]!;
    }
    return dense;
  });
}

function nodesOf(
  scope: GraphScope,
  parts: readonly number[],
  example?: readonly number[],
): RunNodes {
  return {
    runSeed: 1,
    scope,
    classCount: 2,
    example: Int32Array.from(example ?? parts.map((_, i) => i)),
    part: Uint8Array.from(parts),
    label: Int32Array.from(parts, (code) => (code < 2 ? 0 : -1)),
  };
}

function randomSimilarities(count: number, seed: number): PairSimilarities {
  const random = createRandom(seed);
  const values = Float32Array.from(
    { length: (count * (count - 1)) / 2 },
    () => 2 * random.uniform() - 1,
  );
  return { count, values };
}

function similarityOf({ count, values }: PairSimilarities, a: number, b: number): number {
  const [i, j] = [Math.min(a, b), Math.max(a, b)];
  return values[i * count - (i * (i + 1)) / 2 + (j - i - 1)]!;
}

function adjacencyOf(
  similarities: PairSimilarities,
  nodes: RunNodes,
  threshold: number,
): CsrMatrix {
  return normalizedAdjacency(rankTriangle(similarities, nodes, Infinity), threshold);
}

describe("normalizeAdjacency", () => {
  it.each([
    "gcn_norm_path3",
    "gcn_norm_weighted",
    "gcn_norm_isolated",
    "gcn_norm_existing_self_loop_kept",
    "gcn_norm_improved_fill2",
    "gcn_norm_complete3",
  ] as const)("matches %s", (name) => {
    const { A, A_hat, deg_hat } = golden[name];
    const selfLoop = name === "gcn_norm_improved_fill2" ? 2 : 1;
    toDense(normalizeAdjacency(toSparse(A), selfLoop)).forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBeCloseTo(A_hat[i]![j]!, 9);
      });
      // Â_ii = Ã_ii / d̃_i, and Ã_ii is the loop that was there or the one that is added.
      const loop = A[i]![i]! === 0 ? selfLoop : A[i]![i]!;
      expect(loop / row[i]!).toBeCloseTo(deg_hat[i]!, 9);
    });
  });

  it("is exactly 1/3 everywhere on the complete graph of three, where a product of two roots is not", () => {
    expect(1 / (Math.sqrt(3) * Math.sqrt(3))).not.toBe(1 / 3);
    const { A } = golden.gcn_norm_complete3;
    expect(toDense(normalizeAdjacency(toSparse(A))).flat()).toEqual(Array(9).fill(1 / 3));
  });

  it("gives zeros for a node of degree 0 and refuses a negative weight", () => {
    const [first] = toDense(
      normalizeAdjacency(
        toSparse([
          [0, 0],
          [0, 1],
        ]),
        0,
      ),
    );
    expect(first).toEqual([0, 0]);
    expect(() =>
      normalizeAdjacency(
        toSparse([
          [0, -0.5],
          [-0.5, 0],
        ]),
      ),
    ).toThrow(RangeError);
  });
});

describe("normalizedAdjacency", () => {
  const parts = [0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2];
  const similarities = randomSimilarities(parts.length, 1);

  it("attaches a test node as the golden row says", () => {
    const values = Float32Array.of(0.9, -0.9, 0.9);
    const dense = toDense(adjacencyOf({ count: 3, values }, nodesOf("inductive", [0, 0, 2]), 0.5));
    expect(dense.slice(0, 2).map((row) => row.slice(0, 2))).toEqual(
      golden.inductive_attach.train_A_hat,
    );
    expect(dense[2]).toEqual(golden.inductive_attach["test_row_over_(train0,train1,self)"]);
    expect(dense.map((row) => row[2])).toEqual([0, 0, 0.5]);
  });

  it.each(["inductive", "transductive"] as const)(
    "equals the definition entry by entry: %s",
    (scope) => {
      const tau = 0.1;
      const nodes = nodesOf(scope, parts);
      const dense = toDense(adjacencyOf(similarities, nodes, tau));
      const sends = (i: number, j: number) =>
        i === j ||
        ((scope === "transductive" || parts[j] === 0) && similarityOf(similarities, i, j) > tau);
      const degree = parts.map((_, i) => parts.filter((_, j) => sends(i, j)).length);
      for (let i = 0; i < parts.length; i++) {
        for (let j = 0; j < parts.length; j++) {
          const expected = sends(i, j) ? 1 / Math.sqrt(degree[i]! * degree[j]!) : 0;
          expect(dense[i]![j]).toBe(Math.fround(expected));
        }
      }
    },
  );

  it("is the identity at and above the largest similarity, exactly (I1)", () => {
    const largest = Math.max(...similarities.values);
    for (const scope of ["inductive", "transductive"] as const) {
      const adjacency = adjacencyOf(similarities, nodesOf(scope, parts), largest);
      expect([...adjacency.values]).toEqual(parts.map(() => 1));
      expect([...adjacency.columnIndex]).toEqual(parts.map((_, i) => i));
    }
  });

  it("is 1/N everywhere below the smallest similarity (I2)", () => {
    const all = toDense(adjacencyOf(similarities, nodesOf("transductive", parts), -1.01));
    expect(all.flat()).toEqual(Array(121).fill(Math.fround(1 / 11)));
    const attached = toDense(adjacencyOf(similarities, nodesOf("inductive", parts), -1.01));
    for (const row of attached.slice(0, 5)) {
      expect(row).toEqual(parts.map((code) => (code === 0 ? Math.fround(1 / 5) : 0)));
    }
  });

  it("gives a test node the same bits of Â X without the other test nodes, inductively (I3)", () => {
    const random = createRandom(3);
    const width = 6;
    const x = Float32Array.from({ length: parts.length * width }, () => random.normal());
    const rowOf = (scope: GraphScope, kept: readonly number[], node: number) => {
      const nodes = nodesOf(
        scope,
        kept.map((i) => parts[i]!),
        kept,
      );
      const dense = Float32Array.from(
        kept.flatMap((i) => [...x.subarray(i * width, (i + 1) * width)]),
      );
      const product = csrProduct(adjacencyOf(similarities, nodes, -0.2), dense, width);
      const place = kept.indexOf(node) * width;
      return product.slice(place, place + width);
    };
    const everyone = parts.map((_, i) => i);
    const alone = everyone.filter((i) => parts[i] !== 2 || i === 9);
    expect(rowOf("inductive", alone, 9)).toEqual(rowOf("inductive", everyone, 9));
    expect(rowOf("transductive", alone, 9)).not.toEqual(rowOf("transductive", everyone, 9));
  });

  it("is permuted when the nodes are, and changes in nothing else (I5)", () => {
    const order = [3, 0, 4, 1, 2, 6, 5, 10, 8, 7, 9];
    for (const scope of ["inductive", "transductive"] as const) {
      const plain = toDense(adjacencyOf(similarities, nodesOf(scope, parts), 0.1));
      const permuted = toDense(adjacencyOf(similarities, nodesOf(scope, parts, order), 0.1));
      expect(permuted).toEqual(order.map((i) => order.map((j) => plain[i]![j]!)));
    }
  });

  it("has the edges that the ranked pairs count, at a threshold that ties too", () => {
    for (const scope of ["inductive", "transductive"] as const) {
      const nodes = nodesOf(scope, parts);
      const ranked = rankTriangle(similarities, nodes, Infinity);
      const statisticsAt = createGraphStatistics(ranked, pairPrefixes(ranked));
      for (const tau of [-1.01, 0.1, similarityOf(similarities, 0, 3), 1.01]) {
        const dense = toDense(adjacencyOf(similarities, nodes, tau));
        let edges = 0;
        dense.forEach((row, i) => {
          row.forEach((value, j) => {
            if (j > i && (value > 0 || dense[j]![i]! > 0)) edges++;
          });
        });
        expect(edges).toBe(statisticsAt(tau).edges);
      }
    }
  });

  it("is made from kept pairs only", () => {
    const nodes = nodesOf("transductive", parts);
    const ranked = rankTriangle(similarities, nodes, 20);
    for (const tau of [ranked.cutoff, 0.9]) {
      expect(normalizedAdjacency(ranked, tau)).toEqual(adjacencyOf(similarities, nodes, tau));
    }
    expect(() => normalizedAdjacency(ranked, ranked.cutoff - 0.001)).toThrow(RangeError);
  });
});
