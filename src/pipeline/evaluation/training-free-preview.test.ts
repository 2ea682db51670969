import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import {
  PART_CODES,
  type FusedFeatures,
  type GraphScope,
  type RankedPairs,
  type RunNodes,
} from "../artifacts.ts";
import { syntheticFeatures } from "./synthetic-features.ts";
import { createPreview, previewTable, type PreviewTable } from "./training-free-preview.ts";

const ALL = Number.MAX_SAFE_INTEGER;
const NO_PAIRS = new Uint32Array(4);

/** Every pair of the scope, most similar first, by brute force; only those above `cutoff` are kept. */
function rank(features: FusedFeatures, nodes: RunNodes, cutoff = -Infinity): RankedPairs {
  const pairs: { source: number; target: number; similarity: number }[] = [];
  for (let source = 0; source < nodes.example.length; source++) {
    if (nodes.scope === "inductive" && nodes.part[source] !== PART_CODES.train) continue;
    for (let target = source + 1; target < nodes.example.length; target++) {
      const similarity = Math.fround(
        dot(row(features, nodes.example[source]!), row(features, nodes.example[target]!)),
      );
      if (similarity > cutoff) pairs.push({ source, target, similarity });
    }
  }
  pairs.sort((a, b) => b.similarity - a.similarity);
  return {
    nodes,
    source: Int32Array.from(pairs, (pair) => pair.source),
    target: Int32Array.from(pairs, (pair) => pair.target),
    similarity: Float32Array.from(pairs, (pair) => pair.similarity),
    cutoff,
    distribution: {
      sameClass: NO_PAIRS,
      crossClass: NO_PAIRS,
      unlabelled: NO_PAIRS,
      training: NO_PAIRS,
      smallest: -1,
      largest: 1,
    },
    strongest: new Float32Array(nodes.example.length),
  };
}

function row({ values, dimension }: FusedFeatures, example: number): Float32Array {
  return values.subarray(example * dimension, (example + 1) * dimension);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}

/** Nodes in another order than the examples: node order and feature rows must not be confused. */
function synthetic(scope: GraphScope): { features: FusedFeatures; nodes: RunNodes } {
  const { features, labels, counts } = syntheticFeatures(3, {
    perClass: { train: 4, validation: 3, test: 2 },
  });
  const random = createRandom(8);
  const part = (first: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => first + i)
      .map((example) => ({ example, key: random.uniform() }))
      .sort((a, b) => a.key - b.key)
      .map(({ example }) => example);
  const { train, validation, test } = counts;
  const example = Int32Array.from([
    ...part(0, train),
    ...part(train, validation),
    ...part(train + validation, test),
  ]);
  const parts = example.map((e) =>
    e < train ? PART_CODES.train : e < train + validation ? PART_CODES.validation : PART_CODES.test,
  );
  const nodes: RunNodes = {
    runSeed: 1,
    scope,
    classCount: 10,
    example,
    part: Uint8Array.from(parts),
    label: example.map((e, node) => (parts[node] === PART_CODES.test ? -1 : labels[e]!)),
  };
  return { features, nodes };
}

/** Straight from the definition: class means, mean cosines, the plain mean over the node and its training neighbours above τ, argmax. */
function bruteForcePredictions(features: FusedFeatures, nodes: RunNodes, threshold: number) {
  const of = (code: number): number[] =>
    [...nodes.part.keys()].filter((node) => nodes.part[node] === code);
  const training = of(PART_CODES.train);
  const z = (node: number): Float32Array => row(features, nodes.example[node]!);
  const prototypes = Array.from({ length: nodes.classCount }, (_, c) => {
    const members = training.filter((node) => nodes.label[node] === c);
    return Float64Array.from(
      { length: features.dimension },
      (_, k) => members.reduce((sum, node) => sum + z(node)[k]!, 0) / members.length,
    );
  });
  const scores = (node: number): number[] =>
    prototypes.map((p) => z(node).reduce((sum, value, k) => sum + value * p[k]!, 0));
  return of(PART_CODES.validation).map((node) => {
    const joined = training.filter((other) => Math.fround(dot(z(other), z(node))) > threshold);
    const rows = [node, ...joined].map(scores);
    const means = prototypes.map((_, c) => rows.reduce((s, y) => s + y[c]!, 0) / rows.length);
    return means.indexOf(Math.max(...means));
  });
}

describe.each(["inductive", "transductive"] as const)("in %s scope", (scope) => {
  const { features, nodes } = synthetic(scope);
  const table = previewTable(features, rank(features, nodes))!;
  const labels = [...table.validationLabels];
  const accuracy = (predictions: readonly number[]): number =>
    predictions.filter((label, i) => label === labels[i]).length / labels.length;

  it("equals the definition at every τ, whatever way it came there", () => {
    const preview = createPreview(table);
    const reached = [1.01, 0.4, 0.1, 0.55, -0.2, 0.3, -1.01, 0.2, 0.9].map((threshold) => {
      const expected = bruteForcePredictions(features, nodes, threshold);
      const point = preview.moveTo(threshold, ALL);
      expect([...preview.predictions]).toEqual(expected);
      expect(point).toEqual({ threshold, validationAccuracy: accuracy(expected), caughtUp: true });
      return point!.validationAccuracy;
    });
    // The data are hard enough for the graph to matter.
    expect(new Set(reached).size).toBeGreaterThan(3);
  });

  it("keeps the pairs between training and validation nodes only", () => {
    expect(table.similarity).toHaveLength(40 * 30);
    expect(table.trainingScores).toHaveLength(40 * 10);
    expect(table.validationScores).toHaveLength(30 * 10);
  });

  it("does not change when test images do", () => {
    const values = features.values.slice();
    nodes.example.forEach((example, node) => {
      if (nodes.part[node] === PART_CODES.test) row({ ...features, values }, example).reverse();
    });
    const changed = { ...features, values };
    expect(previewTable(changed, rank(changed, nodes))).toEqual(table);
  });

  it("ends a long round trip where it began, to the last bit", () => {
    const walked = createPreview(table);
    const random = createRandom(5);
    for (let step = 0; step < 400; step++) walked.moveTo(2 * random.uniform() - 1, 97);
    while (walked.moveTo(0.25, 97)?.caughtUp !== true);
    const fresh = createPreview(table);
    expect(walked.moveTo(0.25, ALL)).toEqual(fresh.moveTo(0.25, ALL));
    expect([...walked.predictions]).toEqual([...fresh.predictions]);
    // Parting one edge after the other down to none leaves each node's own scores.
    for (let pair = 0; pair < table.similarity.length; pair++) {
      walked.moveTo(table.similarity[pair]!, 97);
    }
    walked.moveTo(1.01, ALL);
    expect([...walked.predictions]).toEqual(bruteForcePredictions(features, nodes, 1.01));
  });

  it("is not there below the cut-off, and exact from it on", () => {
    const kept = previewTable(features, rank(features, nodes, 0.2))!;
    const preview = createPreview(kept);
    expect(preview.moveTo(0.1999, ALL)).toBeNull();
    preview.moveTo(0.2, ALL);
    expect([...preview.predictions]).toEqual(bruteForcePredictions(features, nodes, 0.2));
  });
});

/** Two classes, one validation node of class 0, and three training nodes: the most similar one for class 0, the others for class 1. */
const closedForm: PreviewTable = {
  classCount: 2,
  trainingScores: Float32Array.of(0.25, 0.75, 0, 0.5, 1, 0),
  validationScores: Float32Array.of(0.5, 0.375),
  validationLabels: Int32Array.of(0),
  validation: Int32Array.of(0, 0, 0),
  training: Int32Array.of(2, 0, 1),
  similarity: Float32Array.of(0.9, 0.6, 0.3),
  cutoff: -Infinity,
};

describe("in closed form", () => {
  it("averages a node with its neighbours", () => {
    const preview = createPreview(closedForm);
    const accuracyAt = (threshold: number): number | undefined =>
      preview.moveTo(threshold, ALL)?.validationAccuracy;
    expect(accuracyAt(0.95)).toBe(1); // 0.5 > 0.375
    expect(accuracyAt(0.5)).toBe(1); // 1.75 / 3 > 1.125 / 3
    expect(accuracyAt(0.3)).toBe(1); // a pair at τ itself is no edge
    // 1.75 / 4 > 1.625 / 4: the third neighbour does not quite turn it.
    expect(accuracyAt(0.2)).toBe(1);
    const turned = createPreview({ ...closedForm, training: Int32Array.of(0, 0, 1) });
    expect(turned.moveTo(0.95, ALL)?.validationAccuracy).toBe(1);
    expect(turned.moveTo(0.5, ALL)?.validationAccuracy).toBe(0); // 1 / 3 < 1.875 / 3
  });

  it("goes to the lower class index on a tie", () => {
    const tied = createPreview({ ...closedForm, validationScores: Float32Array.of(0.5, 0.5) });
    tied.moveTo(1.01, ALL);
    expect(tied.predictions[0]).toBe(0);
  });

  it("goes on in the next call when the budget is spent, and says where it is", () => {
    const preview = createPreview(closedForm);
    expect(preview.moveTo(0, 1)).toMatchObject({ caughtUp: false, threshold: Math.fround(0.6) });
    expect(preview.moveTo(0, 1)).toMatchObject({ caughtUp: false, threshold: Math.fround(0.3) });
    expect(preview.moveTo(0, 1)).toMatchObject({ caughtUp: true, threshold: 0 });
    expect(() => preview.moveTo(0, 0)).toThrow(RangeError);
  });

  it("never predicts a class without a training row, before and after edges were parted", () => {
    const without = createPreview({
      ...closedForm,
      trainingScores: Float32Array.of(0.25, -Infinity, 0, -Infinity, -1, -Infinity),
      validationScores: Float32Array.of(-0.5, -Infinity),
    });
    for (const threshold of [1, 0, 0.5, 0, 0.7, 1]) {
      without.moveTo(threshold, ALL);
      expect(without.predictions[0]).toBe(0);
    }
  });
});

describe("the table", () => {
  const nodes: RunNodes = {
    runSeed: 1,
    scope: "inductive",
    classCount: 3,
    example: Int32Array.of(2, 0, 1, 3),
    part: Uint8Array.of(
      PART_CODES.train,
      PART_CODES.train,
      PART_CODES.train,
      PART_CODES.validation,
    ),
    label: Int32Array.of(0, 0, 2, 2),
  };
  const features: FusedFeatures = {
    rows: 4,
    dimension: 2,
    values: Float32Array.of(0, 1, -1, 0, 1, 0, 0.6, 0.8),
    zeroImageRows: 0,
    zeroTextRows: 0,
  };

  it("scores by plain class means, and -Infinity where a class has no training row", () => {
    const table = previewTable(features, rank(features, nodes))!;
    // Class 0: mean of (1, 0) and (0, 1), not of unit length; class 1: none; class 2: (-1, 0).
    const [first, missing, third] = table.validationScores;
    expect(first).toBeCloseTo((0.6 + 0.8) / 2, 7);
    expect(missing).toBe(-Infinity);
    expect(third).toBeCloseTo(-0.6, 7);
    expect([...table.trainingScores]).toEqual([
      0.5,
      -Infinity,
      -1,
      0.5,
      -Infinity,
      0,
      -0.5,
      -Infinity,
      1,
    ]);
  });

  it("is null without training or without validation nodes", () => {
    const only = (code: number): RunNodes => ({ ...nodes, part: new Uint8Array(4).fill(code) });
    const untrained = { ...only(PART_CODES.validation), scope: "transductive" as const };
    expect(previewTable(features, rank(features, only(PART_CODES.train)))).toBeNull();
    expect(previewTable(features, rank(features, untrained))).toBeNull();
  });
});
