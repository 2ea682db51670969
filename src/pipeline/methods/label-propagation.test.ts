import { describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { propagateLabels, symmetricPropagation } from "./label-propagation.ts";

describe("label propagation", () => {
  const { alpha, W_norm, scores_class0, scores_class1 } = golden.label_propagation_path3;
  const path = symmetricPropagation(3, { from: [0, 1], to: [1, 2], weight: [1, 1] });

  test("golden normalised weights of a path of three", () => {
    const dense = new Float64Array(9);
    for (let i = 0; i < 3; i++) {
      for (let e = path.rowStart[i]!; e < path.rowStart[i + 1]!; e++) {
        dense[i * 3 + path.columnIndex[e]!] = path.values[e]!;
      }
    }
    W_norm.flat().forEach((value, index) => {
      expect(dense[index]).toBeCloseTo(value, 12);
    });
  });

  test("golden scores of labels at both ends", () => {
    const labels = Float64Array.of(1, 0, 0, 0, 0, 1);
    const scores = propagateLabels(path, labels, 2, alpha);
    for (let node = 0; node < 3; node++) {
      expect(scores[node * 2]).toBeCloseTo(scores_class0[node]!, 6);
      expect(scores[node * 2 + 1]).toBeCloseTo(scores_class1[node]!, 6);
    }
  });

  test("weights of both directions add up, and loops and nodes without edges count for nothing", () => {
    const graph = symmetricPropagation(4, {
      from: [0, 1, 1, 0],
      to: [1, 0, 2, 0],
      weight: [0.25, 0.5, 2.25, 9],
    });
    // Degrees .75, 3, 2.25, 0: S_01 = .75 / √(.75 x 3) = 1/2 and S_12 = 2.25 / √(3 x 2.25) = √3 / 2.
    expect([...graph.rowStart]).toEqual([0, 1, 3, 4, 4]);
    [0.5, 0.5, Math.sqrt(0.75), Math.sqrt(0.75)].forEach((value, e) => {
      expect(graph.values[e]).toBeCloseTo(value, 12);
    });
    const scores = propagateLabels(graph, Float64Array.of(0, 0, 0, 1), 1, 0.3);
    expect([...scores]).toEqual([0, 0, 0, 1]);
  });

  test("a node outside the graph and α = 1 are refused", () => {
    expect(() => symmetricPropagation(2, { from: [0], to: [2], weight: [1] })).toThrow(RangeError);
    expect(() => propagateLabels(path, new Float64Array(3), 1, 1)).toThrow(RangeError);
  });
});
