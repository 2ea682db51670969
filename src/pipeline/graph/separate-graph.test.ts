import { describe, expect, test } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { Embeddings, EmbeddingMatrix, GraphScope, RunNodes } from "../artifacts.ts";
import { atOnce } from "../with-progress.ts";
import type { AggregatedRows } from "./aggregated-features.ts";
import { aggregateSeparate, countSeparate, type SeparateGraph } from "./separate-graph.ts";
import {
  loadSeparate,
  separateFeatures,
  separateObstacle,
  separateThresholdGrid,
  type SeparateFeatures,
} from "./separate-nodes.ts";

const SETTINGS = { modalityWeight: 0.5, center: false, scale: 10 };

function embeddings(imageWidth: number, textWidth: number, seed = 1, rows = 11): Embeddings {
  const random = createRandom(seed);
  const matrix = (dimension: number): EmbeddingMatrix => ({
    rows,
    dimension,
    values: Float32Array.from({ length: rows * dimension }, (_, i) =>
      // Sample 4 has no text.
      dimension === textWidth && Math.floor(i / dimension) === 4 ? 0 : random.normal(),
    ),
  });
  const encoder = (id: string, dimension: number) => ({ id, name: id, licence: "", dimension });
  const sameId = imageWidth === textWidth ? "clip" : "text";
  return {
    imageEncoder: encoder(imageWidth === textWidth ? "clip" : "image", imageWidth),
    textEncoder: encoder(sameId, textWidth),
    image: matrix(imageWidth),
    text: matrix(textWidth),
  };
}

/** Five training, three validation, two test samples and an unlabelled one, of example 10 - i. */
function nodes(scope: GraphScope, without: readonly number[] = []): RunNodes {
  const kept = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...(scope === "transductive" ? [10] : [])].filter(
    (sample) => !without.includes(sample),
  );
  const part = kept.map((i) => (i < 5 ? 0 : i < 8 ? 1 : i < 10 ? 2 : 3));
  return {
    runSeed: 1,
    scope,
    classCount: 3,
    example: Int32Array.from(kept, (i) => 10 - i),
    part: Uint8Array.from(part),
    label: Int32Array.from(kept, (i, k) => (part[k]! < 2 ? i % 3 : -1)),
  };
}

function graphAt(
  features: SeparateFeatures,
  run: RunNodes,
  threshold: number,
): SeparateGraph & AggregatedRows {
  const blocks = loadSeparate(referenceKernels, features, run.example);
  const graph = atOnce(countSeparate(blocks, run, threshold));
  const w = features.modalityWeight;
  const rows = atOnce(aggregateSeparate(blocks, run, w, threshold, graph.degrees));
  blocks.dispose();
  return { ...graph, ...rows };
}

/** Â by its definition, dense: E3, E4, E7 and E8 pair by pair. Also the threshold edges. */
function denseAdjacency(features: SeparateFeatures, run: RunNodes, threshold: number) {
  const count = 2 * run.example.length;
  const vector = (node: number): number[] => {
    const { dimension, values } = node % 2 === 0 ? features.image : features.text;
    const row = run.example[node >>> 1]!;
    return [...values.subarray(row * dimension, (row + 1) * dimension)];
  };
  const isTraining = (node: number): boolean => run.part[node >>> 1] === 0;
  const adjacency = Array.from({ length: count }, (_, to) =>
    Array.from({ length: count }, (_, from) => {
      if (to >>> 1 === from >>> 1) return 1;
      if (to % 2 !== from % 2 && !features.sharedSpace) return 0;
      if (run.scope === "inductive" && !isTraining(from)) return 0;
      const similarity = vector(to).reduce((sum, x, k) => sum + x * vector(from)[k]!, 0);
      return Math.fround(similarity) > threshold ? 1 : 0;
    }),
  );
  const degree = adjacency.map((row) => row.reduce<number>((sum, a) => sum + a, 0));
  const edges = adjacency.flatMap((row, to) =>
    row.flatMap((a, from) =>
      a === 1 && to >>> 1 !== from >>> 1 && (to > from || adjacency[from]![to] === 0)
        ? [[from, to] as const]
        : [],
    ),
  );
  return {
    edges,
    degree,
    normalized: adjacency.map((row, to) =>
      row.map((a, from) => a / Math.sqrt(degree[to]! * degree[from]!)),
    ),
  };
}

/** X: [√(2 (1 - w)) v, 0] and [0, √(2 w) t]. */
function networkRows({ image, text, modalityWeight: w }: SeparateFeatures, run: RunNodes) {
  return [...run.example].flatMap((example) => {
    const row = ({ values, dimension }: EmbeddingMatrix, factor: number): number[] =>
      [...values.subarray(example * dimension, (example + 1) * dimension)].map((x) => factor * x);
    const none = (length: number): number[] => Array<number>(length).fill(0);
    return [
      [...row(image, Math.sqrt(2 * (1 - w))), ...none(text.dimension)],
      [...none(image.dimension), ...row(text, Math.sqrt(2 * w))],
    ];
  });
}

describe.each(["inductive", "transductive"] as const)("%s separate nodes", (scope) => {
  describe.each([
    ["in two spaces", 4, 3],
    ["in a shared space", 4, 4],
  ])("%s", (_, imageWidth, textWidth) => {
    const weighted = { ...SETTINGS, modalityWeight: 0.3 };
    const features = separateFeatures(embeddings(imageWidth, textWidth), weighted, []);
    const run = nodes(scope);

    test.each([-1.01, -0.2, 0.1, 0.45, 1.01])(
      "at τ = %s aggregate as Â of its definition does, own cross edges in every scope",
      (threshold) => {
        const { values, ones, degrees, statistics } = graphAt(features, run, threshold);
        const { normalized, degree, edges } = denseAdjacency(features, run, threshold);
        const x = networkRows(features, run);
        const width = imageWidth + textWidth;
        expect([...degrees]).toEqual(degree);
        expect(statistics.edges).toBe(edges.length);
        expect(ones.length).toBe(20);
        for (let node = 0; node < ones.length; node++) {
          expect(ones[node]).toBeCloseTo(
            normalized[node]!.reduce((sum, a) => sum + a, 0),
            5,
          );
          for (let k = 0; k < width; k++) {
            const wanted = normalized[node]!.reduce((sum, a, j) => sum + a * x[j]![k]!, 0);
            expect(values[node * width + k]).toBeCloseTo(wanted, 5);
          }
        }
      },
    );

    test("count degree, homophily and isolated nodes over threshold edges alone", () => {
      const { statistics, degrees } = graphAt(features, run, 0.3);
      const { edges } = denseAdjacency(features, run, 0.3);
      const label = (node: number): number => run.label[node >>> 1]!;
      const known = edges.filter(([a, b]) => label(a) >= 0 && label(b) >= 0);
      const same = known.filter(([a, b]) => label(a) === label(b));
      const amongTraining = edges.filter(([a, b]) => a < 10 && b < 10);
      expect(statistics.homophily).toBeCloseTo(same.length / known.length, 12);
      expect(statistics.meanDegree).toBeCloseTo(
        scope === "inductive" ? (2 * amongTraining.length) / 10 : (2 * edges.length) / 22,
        12,
      );
      expect(statistics.isolated).toBeCloseTo(
        degrees.filter((degree) => degree === 2).length / degrees.length,
        12,
      );
    });
  });

  test("give each sample the mean of its two rows where no other edge stands", () => {
    const features = separateFeatures(embeddings(4, 3), SETTINGS, []);
    const run = nodes(scope);
    const { values, ones, statistics } = graphAt(features, run, 1.01);
    const x = networkRows(features, run);
    for (let node = 0; node < 20; node++) {
      const own = node - (node % 2);
      expect(ones[node]).toBeCloseTo(1, 6);
      for (let k = 0; k < 7; k++) {
        expect(values[node * 7 + k]).toBeCloseTo((x[own]![k]! + x[own + 1]![k]!) / 2, 6);
      }
    }
    expect(statistics).toMatchObject({ edges: 0, isolated: 1, homophily: null });
    expect(statistics.components).toBe(run.example.length);
  });

  test("have edges that do not depend on the text weight", () => {
    const raw = embeddings(4, 3);
    const edges = [0.1, 0.5, 0.9].map((modalityWeight) => {
      const features = separateFeatures(raw, { ...SETTINGS, modalityWeight }, []);
      return [...graphAt(features, nodes(scope), 0.2).degrees];
    });
    expect(edges[1]).toEqual(edges[0]);
    expect(edges[2]).toEqual(edges[0]);
    expect(new Set(edges[0]).size).toBeGreaterThan(1);
  });
});

test("permuting the samples permutes the rows and changes nothing else", () => {
  const features = separateFeatures(embeddings(4, 3), SETTINGS, []);
  const run = nodes("transductive");
  // Within their parts, as parts come in order.
  const order = [3, 0, 4, 1, 2, 7, 5, 6, 9, 8, 10];
  const permuted = {
    ...run,
    example: Int32Array.from(order, (i) => run.example[i]!),
    label: Int32Array.from(order, (i) => run.label[i]!),
  };
  const before = graphAt(features, run, 0.2);
  const after = graphAt(features, permuted, 0.2);
  expect(after.statistics).toEqual(before.statistics);
  order.slice(0, 10).forEach((from, to) => {
    for (let k = 0; k < 14; k++) {
      expect(after.values[to * 14 + k]).toBeCloseTo(before.values[from * 14 + k]!, 6);
    }
  });
});

test("inductive rows are bit-equal when the other test samples are gone; transductive ones change", () => {
  const features = separateFeatures(embeddings(4, 3), SETTINGS, []);
  const rowsOf = (scope: GraphScope, without: readonly number[]): number[] => [
    ...graphAt(features, nodes(scope, without), -0.1).values.subarray(0, 9 * 14),
  ];
  expect(rowsOf("inductive", [9])).toEqual(rowsOf("inductive", []));
  expect(rowsOf("transductive", [9])).not.toEqual(rowsOf("transductive", []));
});

test("name what is missing", () => {
  const raw = embeddings(4, 3);
  const text = { ...raw.text, values: new Float32Array(raw.text.values.length) };
  expect(separateObstacle(raw, SETTINGS)).toBeNull();
  expect(separateObstacle({ text }, SETTINGS)).toBe("needs text features");
  expect(separateObstacle(raw, { modalityWeight: 0 })).toMatch(/text weight/);
  expect(() => separateFeatures({ ...raw, text }, SETTINGS, [])).toThrow(/needs text features/);
});

test("the grid falls from everything joined to no edges, and its shares of pairs rise as it asks", () => {
  const features = separateFeatures(embeddings(6, 5, 2, 60), SETTINGS, []);
  const pools = { pool: Array.from({ length: 60 }, () => "train" as const) };
  const run = { ...nodes("inductive"), part: new Uint8Array(60), label: new Int32Array(60) };
  const grid = atOnce(
    separateThresholdGrid(referenceKernels, features, pools, [run], "inductive", 8),
  );
  expect(grid).toEqual(grid.toSorted((a, b) => a - b));
  expect([grid[0], grid.at(-1), grid.length]).toEqual([-1.01, 1.01, 8]);
  const every = { ...run, example: Int32Array.from({ length: 60 }, (_, i) => i) };
  const edges = grid.map((threshold) => graphAt(features, every, threshold).statistics.edges);
  const pairs = 60 * 59;
  expect(edges[0]).toBe(pairs);
  // q = 1/2 first and 1/240 last of the inner ones; a bin holds a few pairs.
  expect(edges[1]! / pairs).toBeCloseTo(0.5, 2);
  expect(edges[6]! / pairs).toBeCloseTo(1 / 240, 3);
  expect(edges[7]).toBe(0);
});
