import { expect, test } from "vitest";
import { clusteredTexts } from "./clustered-texts.ts";
import { aggregatedNodes } from "./graph-adapter-clip.ts";

test("a class text's aggregate is row 0 of the normalised graph of itself and all nodes", () => {
  const { problem } = clusteredTexts(31, { classCount: 5, dimension: 3 });
  const texts = problem.texts!.classes;
  const nodes = problem.texts!.images.train.slice(0, texts.length);
  const result = aggregatedNodes(texts, nodes, 3);
  const rowOf = (values: Float32Array, i: number): number[] => [...values.slice(i * 3, i * 3 + 3)];
  for (let c = 0; c < 5; c++) {
    const x = [rowOf(texts, c), ...[0, 1, 2, 3, 4].map((j) => rowOf(nodes, j))];
    const adjacency = x.map((a, i) =>
      x.map((b, j) => {
        const cosine = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
        return Math.max(0, cosine) + (i === j ? 1 : 0);
      }),
    );
    const degree = adjacency.map((row) => row.reduce((sum, value) => sum + value, 0));
    for (let k = 0; k < 3; k++) {
      const wanted = adjacency[0]!.reduce(
        (sum, a, j) => sum + (a / Math.sqrt(degree[0]! * degree[j]!)) * x[j]![k]!,
        0,
      );
      expect(result[c * 3 + k]).toBeCloseTo(wanted, 5);
    }
  }
});
