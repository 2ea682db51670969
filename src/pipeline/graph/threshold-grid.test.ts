import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import type { PairSimilarities, Pool, Pools, RunNodes } from "../artifacts.ts";
import { condensedIndex } from "./pair-similarities.ts";
import { rankPairs } from "./ranked-pairs.ts";
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
      const grid = thresholdGrid(similarities, poolsOf(pool), [nodesOf(16, 20, scope)], scope, 10);
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
    const grid = thresholdGrid(
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
    expect(thresholdGrid({ count: 60, values }, poolsOf(pool), runs, "inductive", 12)).toEqual(
      thresholdGrid(similarities, poolsOf(pool), runs, "inductive", 12),
    );
  });

  it("take the sparser graph where a quantile lies midway in a run of equal similarities", () => {
    // The median falls between the two .5; one place up is the gap (.5, .75), one place down (.25, .5).
    const values = Float32Array.of(0.25, 0.5, 0.75, 0.75, 0.5, 0.25);
    const train = Array.from({ length: 4 }, (): Pool => "train");
    const runs = [nodesOf(4, 0, "inductive")];
    expect(thresholdGrid({ count: 4, values }, poolsOf(train), runs, "inductive", 3)).toEqual([
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
    expect(thresholdGrid(tied, poolsOf(train), runs, "transductive", 20)).toEqual([
      -1.01, 0.5, 1.01,
    ]);
    const equal = { count: 20, values: new Float32Array(190).fill(0.5) };
    expect(thresholdGrid(equal, poolsOf(train), runs, "transductive", 20)).toEqual([-1.01, 1.01]);
    expect(thresholdGrid(tied, poolsOf(train), [], "transductive", 20)).toEqual([-1.01, 1.01]);
    expect(() => thresholdGrid(tied, poolsOf(train), runs, "transductive", 1)).toThrow(RangeError);
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
  it("reach from the complete graph to no edges", () => {
    const ranked = rankPairs(randomSimilarities(12, 2), nodesOf(5, 7, "inductive"));
    const [low, high] = thresholdRange(ranked);
    expect(ranked.similarity.every((value) => value > low && value < high)).toBe(true);
    expect(low).toBeGreaterThan(ranked.similarity[ranked.similarity.length - 1]! - 0.1);
    expect(thresholdRange({ ...ranked, similarity: new Float32Array() })).toEqual([-1.01, 1.01]);
  });

  // The margin is a hundredth of the distance, and at least .001.
  it.each([
    [[0.75, 0.75], 0.749, 0.751],
    [[0.5, 0.48], 0.479, 0.501],
    [[0.5, 0.25, -0.5], -0.51, 0.51],
  ])("of similarities %j is [%d, %d]", (similarity, low, high) => {
    const ranked = rankPairs(randomSimilarities(12, 2), nodesOf(5, 7, "inductive"));
    const range = thresholdRange({ ...ranked, similarity: Float32Array.from(similarity) });
    expect(range[0]).toBeCloseTo(low, 6);
    expect(range[1]).toBeCloseTo(high, 6);
  });
});
