import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { SHOTS, type Dataset, type Example, type Part, type Pools } from "../artifacts.ts";
import { splitProblems } from "./split-problems.ts";
import { drawPools, drawRun } from "./split.ts";

interface Sketch {
  readonly className: string | null;
  readonly part?: Part | null;
  readonly content?: string;
}

/** Examples in the given order; content differs unless given. */
function datasetOf(sketches: readonly Sketch[]): Dataset {
  const classNames = [...new Set(sketches.flatMap(({ className }) => className ?? []))].toSorted();
  const examples = sketches.map(({ className, part = null, content }, index): Example => ({
    path: `${className ?? "none"}/${String(index).padStart(4, "0")}.jpg`,
    contentHash: content ?? `#${index}`,
    width: 1,
    height: 1,
    label: className === null ? null : classNames.indexOf(className),
    officialPart: part,
    sidecarCaption: null,
  }));
  return { name: "test", layout: "class-folders", classNames, examples, problems: [] };
}

const times = (count: number, sketch: Sketch): Sketch[] =>
  Array.from({ length: count }, () => sketch);

const countIn = (dataset: Dataset, pools: Pools, label: number, pool: string): number =>
  dataset.examples.filter((example, i) => example.label === label && pools.pool[i] === pool).length;

const indices = (pools: Pools, pool: string): number[] =>
  pools.pool.flatMap((own, index) => (own === pool ? [index] : []));

describe("pools without official parts", () => {
  // test max(1, round .3 n), validation max(1, round .2 n): .3*5 = 1.5 -> 2, .3*15 = 4.5 -> 5, .3*35 = 10.5 -> 11
  it.each([
    [3, 1, 1, 1],
    [4, 1, 1, 2],
    [5, 2, 1, 2],
    [10, 3, 2, 5],
    [15, 5, 3, 7],
    [35, 11, 7, 17],
    [100, 30, 20, 50],
  ])("%i images give %i test, %i validation and %i train", (n, test, validation, train) => {
    const dataset = datasetOf([...times(n, { className: "a" }), ...times(10, { className: "b" })]);
    const pools = drawPools(dataset, 1);
    expect(["test", "validation", "train"].map((pool) => countIn(dataset, pools, 0, pool))).toEqual(
      [test, validation, train],
    );
    expect(pools.validationFromTrain).toBe(false);
  });

  it("leave out classes with fewer than three images and keep unlabelled images apart", () => {
    const dataset = datasetOf([
      ...times(2, { className: "few" }),
      ...times(3, { className: "enough" }),
      ...times(2, { className: null }),
    ]);
    const pools = drawPools(dataset, 1);
    expect(pools.smallClasses).toEqual([1]);
    expect(pools.pool.slice(0, 2)).toEqual(["left-out", "left-out"]);
    expect(pools.pool.slice(5)).toEqual(["unlabelled", "unlabelled"]);
    expect(splitProblems(dataset, pools)).toEqual([
      {
        path: "few/0000.jpg",
        reason: "The class few is left out: it has 2 images and needs at least 3.",
        skipped: true,
      },
    ]);
  });

  it("of two classes of equal size are drawn apart", () => {
    const dataset = datasetOf([...times(20, { className: "a" }), ...times(20, { className: "b" })]);
    const { pool } = drawPools(dataset, 7);
    expect(pool.slice(0, 20)).not.toEqual(pool.slice(20));
  });

  it("follow the split seed, and nothing but it", () => {
    const dataset = datasetOf(times(20, { className: "a" }));
    expect(drawPools(dataset, 7)).toEqual(drawPools(dataset, 7));
    expect(drawPools(dataset, 7).pool).not.toEqual(drawPools(dataset, 8).pool);
  });

  it("of one class do not change when another class comes or goes", () => {
    const alone = datasetOf(times(12, { className: "b" }));
    const together = datasetOf([...times(12, { className: "b" }), ...times(9, { className: "a" })]);
    expect(drawPools(together, 3).pool.slice(0, 12)).toEqual(drawPools(alone, 3).pool);
  });
});

describe("official parts", () => {
  it("are kept as given, whatever the seed", () => {
    const dataset = datasetOf([
      ...times(5, { className: "a", part: "train" }),
      ...times(2, { className: "a", part: "validation" }),
      ...times(3, { className: "a", part: "test" }),
    ]);
    for (const seed of [1, 2, 3]) {
      const { pool, validationFromTrain } = drawPools(dataset, seed);
      expect(pool).toEqual(dataset.examples.map((example) => example.officialPart));
      expect(validationFromTrain).toBe(false);
    }
  });

  it("without validation leave it to the train pool", () => {
    const dataset = datasetOf([
      ...times(20, { className: "a", part: "train" }),
      ...times(6, { className: "a", part: "test" }),
    ]);
    const pools = drawPools(dataset, 1);
    expect(pools.validationFromTrain).toBe(true);
    expect(pools.pool).toEqual(dataset.examples.map((example) => example.officialPart));
    expect(pools.defaultShots).toBe(16);
    const run = drawRun(dataset, pools, 1, 16);
    expect([run.train.length, run.validation.length, run.test.length]).toEqual([16, 4, 6]);
    // max(1, round .2 * 20) = 4 of the 20 pool images validate
    const all = drawRun(dataset, pools, 1, "all");
    expect([all.train.length, all.validation.length]).toEqual([16, 4]);
  });

  it("without test have it drawn from the train images, and keep validation", () => {
    const dataset = datasetOf([
      ...times(10, { className: "a", part: "train" }),
      ...times(4, { className: "a", part: "validation" }),
    ]);
    const pools = drawPools(dataset, 1);
    expect([...indices(pools, "validation")]).toEqual([10, 11, 12, 13]);
    expect(countIn(dataset, pools, 0, "test")).toBe(3);
    expect(countIn(dataset, pools, 0, "train")).toBe(7);
  });

  it("do not save a class of two images, one to train and one to test", () => {
    const dataset = datasetOf([
      { className: "few", part: "train" },
      { className: "few", part: "test" },
      ...times(2, { className: "three", part: "train" }),
      { className: "three", part: "test" },
    ]);
    const pools = drawPools(dataset, 1);
    expect(pools.smallClasses).toEqual([0]);
    expect(pools.pool).toEqual(["left-out", "left-out", "train", "train", "test"]);
  });

  it("with two train images a class leave one of them to validate when all are drawn", () => {
    const dataset = datasetOf(
      ["a", "b"].flatMap((className) => [
        ...times(2, { className, part: "train" }),
        { className, part: "test" } as const,
      ]),
    );
    const run = drawRun(dataset, drawPools(dataset, 1), 1, "all");
    // max(1, round .2 * 2) = 1 of the two validates, in each class
    const labelsOf = (drawn: Int32Array) => [...drawn].map((i) => dataset.examples[i]!.label);
    expect(labelsOf(run.train)).toEqual([0, 1]);
    expect(labelsOf(run.validation)).toEqual([0, 1]);
    expect(labelsOf(run.test)).toEqual([0, 1]);
  });

  it("train the images that a table does not mention", () => {
    const dataset = datasetOf([
      ...times(3, { className: "a", part: "test" }),
      ...times(4, { className: "a" }),
    ]);
    expect(countIn(dataset, drawPools(dataset, 1), 0, "train")).toBe(4);
  });

  it("leave out a class that is never trained and name one that is never tested", () => {
    const dataset = datasetOf([
      ...times(5, { className: "both", part: "train" }),
      ...times(5, { className: "both", part: "test" }),
      ...times(5, { className: "test only", part: "test" }),
      ...times(5, { className: "train only", part: "train" }),
    ]);
    const pools = drawPools(dataset, 1);
    expect(pools.smallClasses).toEqual([1]);
    expect(indices(pools, "test")).toHaveLength(5);
    expect(splitProblems(dataset, pools).map(({ reason }) => reason)).toEqual([
      "The class test only is left out: none of its images is left to train on.",
      "The class train only has no test image: it is trained but not tested.",
    ]);
  });
});

describe("equal contents across the split", () => {
  it("keep the test copy and leave out those of train and validation, both listed", () => {
    const dataset = datasetOf([
      { className: "a", part: "test", content: "same" },
      { className: "a", part: "train", content: "same" },
      { className: "a", part: "validation", content: "same" },
      ...times(3, { className: "a", part: "train" }),
    ]);
    const pools = drawPools(dataset, 1);
    expect(pools.pool).toEqual(["test", "left-out", "left-out", "train", "train", "train"]);
    expect(pools.duplicates).toEqual([
      { example: 1, keptTestExample: 0 },
      { example: 2, keptTestExample: 0 },
    ]);
    const listed = splitProblems(dataset, pools);
    expect(listed.filter(({ skipped }) => skipped).map(({ path }) => path)).toEqual([
      "a/0001.jpg",
      "a/0002.jpg",
    ]);
    expect(listed.filter(({ skipped }) => !skipped).map(({ path }) => path)).toEqual([
      "a/0000.jpg",
      "a/0000.jpg",
    ]);
  });

  it("name the first of several test copies", () => {
    const dataset = datasetOf([
      ...times(3, { className: "a", part: "train" }),
      ...times(2, { className: "a", part: "test", content: "same" }),
      { className: "a", part: "train", content: "same" },
    ]);
    expect(drawPools(dataset, 1).duplicates).toEqual([{ example: 5, keptTestExample: 3 }]);
  });

  it("stay when no copy is tested", () => {
    const dataset = datasetOf([
      ...times(2, { className: "a", part: "train", content: "same" }),
      ...times(2, { className: "a", part: "test" }),
    ]);
    expect(drawPools(dataset, 1).duplicates).toEqual([]);
  });

  it("that take a class's last train image take the class out", () => {
    const dataset = datasetOf([
      ...times(3, { className: "a", content: "same" }),
      ...times(5, { className: "b" }),
    ]);
    const pools = drawPools(dataset, 1);
    expect(pools.smallClasses).toEqual([0]);
    expect(pools.pool.slice(0, 3)).toEqual(["left-out", "left-out", "left-out"]);
  });
});

describe("pairs that count as copies", () => {
  it("take their train and validation images out, say so in words of their own, and leave other pairs alone", () => {
    const dataset = datasetOf([
      ...times(3, { className: "a", part: "train" }),
      { className: "a", part: "validation" },
      ...times(2, { className: "a", part: "test" }),
    ]);
    const pools = drawPools(dataset, 1, [
      { first: 4, second: 5 },
      { first: 0, second: 1 },
      { first: 1, second: 4 },
      { first: 5, second: 3 },
      { first: 1, second: 5 },
    ]);
    expect(indices(pools, "left-out")).toEqual([1, 3]);
    expect(pools.duplicates).toEqual([
      { example: 1, keptTestExample: 4 },
      { example: 3, keptTestExample: 5 },
    ]);
    expect(splitProblems(dataset, pools)[0]!.reason).toContain("almost the same features as");
  });
});

describe("the default number of shots", () => {
  // n = 10 leaves 5 to train, n = 32 leaves 16, n = 31 leaves 31 - 9 - 6 = 16, n = 30 leaves 15, n = 3 leaves 1
  it.each([
    [[10, 40], 4],
    [[32, 40], 16],
    [[31], 16],
    [[30], 8],
    [[3, 40], 1],
    [[2, 40], 16],
  ])("for classes of %j images is %i", (sizes, shots) => {
    const dataset = datasetOf(sizes.flatMap((size, i) => times(size, { className: `c${i}` })));
    expect(drawPools(dataset, 1).defaultShots).toBe(shots);
  });

  it("leaves an image for validation where that comes from the train pool", () => {
    const dataset = datasetOf([
      ...times(16, { className: "a", part: "train" }),
      ...times(2, { className: "a", part: "test" }),
    ]);
    expect(drawPools(dataset, 1).defaultShots).toBe(8);
  });

  it("is 1 without labels", () => {
    expect(drawPools(datasetOf(times(5, { className: null })), 1).defaultShots).toBe(1);
  });
});

describe("a run's draw", () => {
  const dataset = datasetOf([
    ...times(40, { className: "a" }), // test 12, validation 8, train 20
    ...times(10, { className: "b" }), // test 3, validation 2, train 5
    ...times(3, { className: null }),
  ]);
  const pools = drawPools(dataset, 5);
  const perClass = (drawn: Int32Array): number[] =>
    [0, 1].map((label) => drawn.filter((index) => dataset.examples[index]!.label === label).length);

  // train min(K, pool), validation min(K, 4, pool)
  it.each([
    [1, [1, 1], [1, 1]],
    [2, [2, 2], [2, 2]],
    [4, [4, 4], [4, 2]],
    [8, [8, 5], [4, 2]],
    [16, [16, 5], [4, 2]],
    ["all", [20, 5], [8, 2]],
  ] as const)("of %s shots has the right counts a class", (shots, train, validation) => {
    const run = drawRun(dataset, pools, 1, shots);
    expect(perClass(run.train)).toEqual(train);
    expect(perClass(run.validation)).toEqual(validation);
    expect([...run.unlabelled]).toEqual([50, 51, 52]);
  });

  it("keeps the train images of fewer shots", () => {
    const few = drawRun(dataset, pools, 3, 4).train;
    const more = new Set(drawRun(dataset, pools, 3, 16).train);
    expect(few.every((index) => more.has(index))).toBe(true);
  });

  it("gives every pool image a chance over the seeds", () => {
    const drawn = new Set<number>();
    for (let seed = 1; seed <= 60; seed++) {
      for (const index of drawRun(dataset, pools, seed, 4).train) drawn.add(index);
    }
    expect([...drawn].toSorted((a, b) => a - b)).toEqual(indices(pools, "train"));
  });
});

describe("over random data sets", () => {
  const parts: readonly (Part | null)[] = ["train", "validation", "test", null];

  function randomDataset(seed: number): Dataset {
    const random = createRandom(seed);
    const classCount = 1 + random.integer(5);
    const official = random.integer(3);
    const sketches: Sketch[] = [];
    for (let c = 0; c < classCount; c++) {
      const size = random.integer(40);
      for (let i = 0; i < size; i++) {
        const content = random.integer(10) === 0 ? { content: `copy ${random.integer(8)}` } : {};
        const part = official === 0 ? null : parts[random.integer(1 + official)]!;
        const className = random.integer(12) === 0 ? null : `class ${c}`;
        sketches.push({ className, part: className === null ? null : part, ...content });
      }
    }
    return datasetOf(sketches);
  }

  it("the lists are disjoint, ascending, inside their pools, and the test set never moves", () => {
    for (let seed = 0; seed < 150; seed++) {
      const dataset = randomDataset(seed);
      const pools = drawPools(dataset, seed);
      for (const shots of SHOTS) {
        for (const runSeed of [1, 2]) {
          const run = drawRun(dataset, pools, runSeed, shots);
          expect(run).toEqual(drawRun(dataset, pools, runSeed, shots));
          const lists = [run.train, run.validation, run.test, run.unlabelled];
          const all = lists.flatMap((list) => [...list]);
          expect(new Set(all).size).toBe(all.length);
          for (const list of lists) expect([...list]).toEqual([...list].toSorted((a, b) => a - b));
          expect([...run.test]).toEqual(indices(pools, "test"));
          expect([...run.unlabelled]).toEqual(indices(pools, "unlabelled"));
          const inPool = (list: Int32Array, pool: Part): boolean =>
            list.every((index) => pools.pool[index] === pool);
          expect(inPool(run.train, "train")).toBe(true);
          expect(inPool(run.validation, pools.validationFromTrain ? "train" : "validation")).toBe(
            true,
          );
        }
      }
    }
  });

  it("no content stands both in test and in train or validation, and no small class takes part", () => {
    for (let seed = 0; seed < 150; seed++) {
      const dataset = randomDataset(seed);
      const pools = drawPools(dataset, seed);
      const hashes = (pool: Part): Set<string> =>
        new Set(indices(pools, pool).map((index) => dataset.examples[index]!.contentHash));
      const test = hashes("test");
      for (const pool of ["train", "validation"] as const) {
        expect([...hashes(pool)].filter((hash) => test.has(hash))).toEqual([]);
      }
      dataset.examples.forEach(({ label }, index) => {
        const takesPart = label === null || !pools.smallClasses.includes(label);
        if (!takesPart) expect(pools.pool[index]).toBe("left-out");
      });
    }
  });
});
