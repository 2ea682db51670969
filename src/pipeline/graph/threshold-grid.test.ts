import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { GraphScope, PairSimilarities, Pool, Pools, RunNodes } from "../artifacts.ts";
import { binOf } from "./pair-distribution.ts";
import { atOnce } from "../with-progress.ts";
import { rankTriangle } from "./ranked-pairs.ts";
import { coarseToFine, thresholdGrid, thresholdRange } from "./threshold-grid.ts";

const poolsOf = (pool: readonly Pool[]): Pools => ({
  splitSeed: 1,
  pool,
  smallClasses: [],
  duplicates: [],
  validationFromTrain: false,
  defaultShots: 1,
});

const nodesOf = (train: number, test: number, scope: RunNodes["scope"]): RunNodes => ({
  runSeed: 1,
  scope,
  classCount: 2,
  example: Int32Array.from({ length: train + test }, (_, i) => i),
  part: Uint8Array.from({ length: train + test }, (_, i) => (i < train ? 0 : 2)),
  label: Int32Array.from({ length: train + test }, (_, i) => (i < train ? i % 2 : -1)),
});

function randomSimilarities(count: number, seed: number): PairSimilarities {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: (count * (count - 1)) / 2 }, () =>
    Math.tanh(random.normal() / 3),
  );
  return { count, values };
}

function condensedIndex(i: number, j: number, count: number): number {
  return i * count - (i * (i + 1)) / 2 + (j - i - 1);
}

/** The grid of given similarities: an example's only feature is its index, by which the products are looked up. */
function gridOf(
  similarities: PairSimilarities,
  pools: Pools,
  runs: readonly RunNodes[],
  scope: GraphScope,
  count: number,
  pairBudget = Infinity,
): number[] {
  const kernels: MatrixKernels = {
    name: "reference",
    load: (values, rows, width) => ({
      ...referenceKernels.load(values, rows, width),
      products: (first, height, from) => ({
        stride: rows - from,
        values: Float32Array.from({ length: height * (rows - from) }, (_, place) => {
          const i = values[first + Math.floor(place / (rows - from))]!;
          const j = values[from + (place % (rows - from))]!;
          const [a, b] = [Math.min(i, j), Math.max(i, j)];
          return i === j ? 1 : similarities.values[condensedIndex(a, b, similarities.count)]!;
        }),
      }),
    }),
  };
  const features = {
    rows: similarities.count,
    dimension: 1,
    values: Float32Array.from({ length: similarities.count }, (_, example) => example),
  };
  return atOnce(thresholdGrid(kernels, features, pools, runs, scope, count, pairBudget));
}

describe("thresholdGrid", () => {
  const similarities = randomSimilarities(60, 1);
  const pool = Array.from({ length: 60 }, (_, i): Pool =>
    i < 30 ? "train" : i < 40 ? "validation" : i < 55 ? "test" : i < 58 ? "unlabelled" : "left-out",
  );
  const share = (examples: number[], threshold: number): number => {
    let above = 0;
    let pairs = 0;
    for (const i of examples) {
      for (const j of examples) {
        if (j <= i) continue;
        pairs++;
        if (similarities.values[condensedIndex(i, j, 60)]! > threshold) above++;
      }
    }
    return above / pairs;
  };
  const examplesWhere = (test: (pool: Pool) => boolean) =>
    pool.flatMap((name, i) => (test(name) ? [i] : []));

  it.each([
    ["inductive", 16, examplesWhere((name) => name === "train")],
    ["transductive", 36, examplesWhere((name) => name !== "left-out")],
  ] as const)(
    "join from half of the %s pairs to 1/(2n) of them, geometrically",
    (scope, n, examples) => {
      const grid = gridOf(similarities, poolsOf(pool), [nodesOf(16, 20, scope)], scope, 10);
      expect(grid.length).toBe(10);
      expect(grid[0]).toBe(-1.01);
      expect(grid[9]).toBe(1.01);
      const pairs = (examples.length * (examples.length - 1)) / 2;
      for (let k = 0; k < 8; k++) {
        const nominal = 0.5 * n ** (-k / 7);
        expect(Math.abs(share(examples, grid[k + 1]!) - nominal)).toBeLessThanOrEqual(
          0.5 / pairs + 1e-12,
        );
      }
    },
  );

  it("place each threshold between two similarities, never on one", () => {
    const grid = gridOf(
      similarities,
      poolsOf(pool),
      [nodesOf(16, 20, "inductive")],
      "inductive",
      20,
    );
    const known = new Set(similarities.values);
    for (let k = 1; k < grid.length; k++) {
      expect(grid[k]!).toBeGreaterThan(grid[k - 1]!);
      expect(known.has(grid[k]!)).toBe(false);
    }
  });

  it("do not look at pairs outside the train pool in inductive scope", () => {
    const values = similarities.values.slice();
    for (let j = 30; j < 60; j++) values[condensedIndex(3, j, 60)] = 0.99;
    const runs = [nodesOf(16, 20, "inductive")];
    expect(gridOf({ count: 60, values }, poolsOf(pool), runs, "inductive", 12)).toEqual(
      gridOf(similarities, poolsOf(pool), runs, "inductive", 12),
    );
  });

  it("take the sparser graph where a quantile lies midway in a run of equal similarities", () => {
    // The median falls between the two .5; one place up is the gap (.5, .75), one place down (.25, .5).
    const values = Float32Array.of(0.25, 0.5, 0.75, 0.75, 0.5, 0.25);
    const train = Array.from({ length: 4 }, (): Pool => "train");
    const runs = [nodesOf(4, 0, "inductive")];
    expect(gridOf({ count: 4, values }, poolsOf(train), runs, "inductive", 3)).toEqual([
      -1.01, 0.625, 1.01,
    ]);
  });

  it("drop thresholds that would coincide when similarities tie", () => {
    const tied: PairSimilarities = {
      count: 20,
      values: Float32Array.from({ length: 190 }, (_, i) => (i < 100 ? 0.25 : 0.75)),
    };
    const train = Array.from({ length: 20 }, (): Pool => "train");
    const runs = [nodesOf(20, 0, "transductive")];
    expect(gridOf(tied, poolsOf(train), runs, "transductive", 20)).toEqual([-1.01, 0.5, 1.01]);
    const equal = { count: 20, values: new Float32Array(190).fill(0.5) };
    expect(gridOf(equal, poolsOf(train), runs, "transductive", 20)).toEqual([-1.01, 1.01]);
    expect(gridOf(tied, poolsOf(train), [], "transductive", 20)).toEqual([-1.01, 1.01]);
    expect(() => gridOf(tied, poolsOf(train), runs, "transductive", 1)).toThrow(RangeError);
  });

  it.each([
    ["inductive", 16, examplesWhere((name) => name === "train")],
    ["transductive", 36, examplesWhere((name) => name !== "left-out")],
  ] as const)(
    "are the same %s thresholds where the pairs are kept, and edges of bins below",
    (scope, n, examples) => {
      const runs = [nodesOf(16, 20, scope)];
      const pairs = (examples.length * (examples.length - 1)) / 2;
      const all = gridOf(similarities, poolsOf(pool), runs, scope, 10);
      const coarse = gridOf(similarities, poolsOf(pool), runs, scope, 10, Math.ceil(pairs / 5));
      expect(coarse.length).toBe(10);
      for (let k = 0; k < 8; k++) {
        const nominal = 0.5 * n ** (-k / 7);
        const tau = coarse[k + 1]!;
        if (nominal < 0.19) expect(all).toContain(tau);
        if (nominal > 0.21) {
          expect(tau * 4096).toBe(Math.round(tau * 4096));
          // Few of these pairs share a bin.
          expect(Math.abs(share(examples, tau) - nominal)).toBeLessThanOrEqual(2 / pairs);
        }
      }
    },
  );

  it("are the ends alone where one bin holds more pairs than are kept", () => {
    const equal = { count: 20, values: new Float32Array(190).fill(0.5) };
    const train = Array.from({ length: 20 }, (): Pool => "train");
    const runs = [nodesOf(20, 0, "transductive")];
    expect(gridOf(equal, poolsOf(train), runs, "transductive", 20, 100)).toEqual([-1.01, 1.01]);
    const tied = { count: 20, values: equal.values.map((_, i) => (i < 100 ? 0.25 : 0.75)) };
    const [, middle, ...rest] = gridOf(tied, poolsOf(train), runs, "transductive", 20, 95);
    expect(binOf(middle!)).toBe(binOf(0.25));
    expect(rest).toEqual([1.01]);
  });
});

describe("coarseToFine", () => {
  it("visit every index once: ends, middle, quarters, eighths", () => {
    expect(coarseToFine(9)).toEqual([0, 8, 4, 2, 6, 1, 3, 5, 7]);
    for (const length of [0, 1, 2, 3, 20, 21]) {
      const order = coarseToFine(length);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
    }
  });
});

describe("thresholdRange", () => {
  const rangeOf = (similarities: readonly number[], budget: number) =>
    thresholdRange(
      rankTriangle(
        { count: 3, values: Float32Array.from(similarities) },
        nodesOf(3, 0, "transductive"),
        budget,
      ),
    );

  // The margin is a hundredth of the distance, and at least .001.
  it.each([
    [[0.75, 0.75, 0.75], 0.749, 0.751],
    [[0.5, 0.48, 0.49], 0.479, 0.501],
    [[0.5, 0.25, -0.5], -0.51, 0.51],
  ])("of similarities %j is [%d, %d], however many of them are kept", (similarity, low, high) => {
    for (const budget of [3, 1, 0]) {
      const range = rangeOf(similarity, budget);
      expect(range[0]).toBeCloseTo(low, 6);
      expect(range[1]).toBeCloseTo(high, 6);
    }
  });

  it("reaches from the complete graph to no edges where there is no pair", () => {
    const alone = { count: 1, values: new Float32Array() };
    expect(thresholdRange(rankTriangle(alone, nodesOf(1, 0, "transductive"), 9))).toEqual([
      -1.01, 1.01,
    ]);
  });
});
