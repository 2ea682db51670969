import { describe, expect, it, test } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { SHOTS, type Dataset, type Example, type Part } from "../artifacts.ts";
import { splitProblems } from "./split-problems.ts";
import { drawPools, drawRun } from "./split.ts";

interface Sketch {
  readonly label: number | null;
  readonly group?: string;
  readonly part?: Part | null;
}

function datasetOf(sketches: readonly Sketch[]): Dataset {
  const classCount = Math.max(0, ...sketches.map(({ label }) => (label ?? -1) + 1));
  const examples = sketches.map(({ label, group, part = null }, i): Example => ({
    path: `${String(i).padStart(4, "0")}.png`,
    contentHash: `#${i}`,
    width: 8,
    height: 8,
    label,
    officialPart: part,
    sidecarCaption: null,
    ...(group === undefined ? {} : { group }),
  }));
  const classNames = Array.from({ length: classCount }, (_, label) => `class ${label}`);
  return { name: "groups", layout: "labels-table", classNames, examples, problems: [] };
}

/** Two classes of ten emoji, each in three styles; with `part` every one of that official part. */
const emoji = (part: Part | null = null): Sketch[] =>
  ["fluent", "noto", "twemoji"].flatMap(() =>
    [0, 1].flatMap((label) =>
      Array.from({ length: 10 }, (_, i) => ({ label, group: `${label}/${i}`, part })),
    ),
  );

/** Groups that stand in more than one of the lists. */
function groupsOnTwoSides(dataset: Dataset, lists: readonly ArrayLike<number>[]): string[] {
  const sides = lists.map(
    (list) => new Set(Array.from(list).flatMap((i) => dataset.examples[i]!.group ?? [])),
  );
  const groups = sides.flatMap((side) => [...side]);
  return groups.filter((group, i) => groups.indexOf(group) !== i);
}

const indices = ({ pool }: { readonly pool: readonly string[] }, part: string): number[] =>
  pool.flatMap((own, i) => (own === part ? [i] : []));

function expectOneSide(dataset: Dataset, splitSeed: number): void {
  const pools = drawPools(dataset, splitSeed);
  const poolsOf = ["train", "validation", "test"].map((part) => indices(pools, part));
  expect(groupsOnTwoSides(dataset, poolsOf)).toEqual([]);
  for (const shots of SHOTS) {
    for (const runSeed of [1, 2]) {
      const { train, validation, test: tested } = drawRun(dataset, pools, runSeed, shots);
      expect(groupsOnTwoSides(dataset, [train, validation, tested])).toEqual([]);
    }
  }
}

describe("a group stands on one side of the split", () => {
  it.each([1, 2, 3, 4, 5])("of seed %i, at all shots", (splitSeed) => {
    expectOneSide(datasetOf(emoji()), splitSeed);
  });

  it("when validation comes from the train pool", () => {
    const dataset = datasetOf([...emoji("train"), { label: 0, part: "test" }]);
    expectOneSide(dataset, 1);
  });

  it("over random data sets, whose groups may span classes and official parts", () => {
    const parts: readonly (Part | null)[] = ["train", "validation", "test", null];
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed);
      const official = random.integer(3);
      const sketches = Array.from({ length: 60 }, (): Sketch => ({
        label: random.integer(12) === 0 ? null : random.integer(3),
        part: official === 0 ? null : parts[random.integer(official + 2)]!,
        ...(random.integer(4) === 0 ? {} : { group: `g${random.integer(25)}` }),
      }));
      const dataset = datasetOf(sketches);
      expectOneSide(dataset, seed);
      // Published draws of some labelled examples that an official split does not keep from training.
      const drawable = sketches.flatMap(({ label, part }, i) =>
        label !== null && part !== "test" && part !== "validation" && i % 5 === 0 ? [i] : [],
      );
      expectOneSide({ ...dataset, publishedShots: { 2: drawable } }, seed);
    }
  });
});

describe("shares", () => {
  it("count groups: three of ten emoji test and two validate, in all their styles", () => {
    const pools = drawPools(datasetOf(emoji()), 1);
    expect(["test", "validation", "train"].map((part) => indices(pools, part).length)).toEqual([
      18, 12, 30,
    ]);
  });

  it("of a class count the groups that a class before it has decided", () => {
    // The same ten groups in both classes: the second class draws none anew, and the parts agree.
    const both = [0, 1].flatMap((label) =>
      Array.from({ length: 10 }, (_, i): Sketch => ({ label, group: `g${i}` })),
    );
    const { pool } = drawPools(datasetOf(both), 1);
    expect(pool.slice(10)).toEqual(pool.slice(0, 10));
    expect(pool.filter((own) => own === "test")).toHaveLength(6);
  });

  it("of a run are images: K a class, of as many emoji as the draw meets", () => {
    const dataset = datasetOf(emoji());
    const { train, validation } = drawRun(dataset, drawPools(dataset, 1), 1, 4);
    expect([train.length, validation.length]).toEqual([8, 8]);
  });

  it("give validation max(1, round 0.2 n) of n groups where it comes from the train pool", () => {
    const dataset = datasetOf([...emoji("train"), { label: 0, part: "test" }]);
    const pools = drawPools(dataset, 1);
    expect(pools.validationFromTrain).toBe(true);
    const { train, validation } = drawRun(dataset, pools, 1, "all");
    // 8 and 2 of ten emoji, in three styles and two classes
    expect([train.length, validation.length]).toEqual([48, 12]);
    // Of 30 images all but the last group's three may train, so that one emoji is left to validate.
    const most = drawRun(dataset, pools, 1, 16);
    expect(most.train).toHaveLength(32);
    expect(most.validation.length).toBeGreaterThanOrEqual(6);
  });

  it("with every example a group of its own are the draws without groups", () => {
    const bare = (part: Part | null): Sketch[] =>
      [0, 1].flatMap((label) => Array.from({ length: 17 }, () => ({ label, part })));
    for (const sketches of [bare(null), [...bare("train"), { label: 1, part: "test" } as const]]) {
      const alone = datasetOf(sketches);
      const grouped = datasetOf(sketches.map((sketch, i) => ({ ...sketch, group: `g${i}` })));
      const pools = drawPools(alone, 3);
      expect(drawPools(grouped, 3)).toEqual(pools);
      for (const shots of SHOTS) {
        expect(drawRun(grouped, pools, 2, shots)).toEqual(drawRun(alone, pools, 2, shots));
      }
    }
  });
});

test("what an official split parts is left out of training, and said", () => {
  const dataset = datasetOf([
    { label: 0, group: "one", part: "test" },
    { label: 0, group: "one", part: "train" },
    { label: 0, group: "one", part: "validation" },
    { label: 0, group: "two", part: "train" },
    { label: 0, group: "three", part: "validation" },
    { label: 0, group: "three" },
  ]);
  const pools = drawPools(dataset, 1);
  expect(pools.pool).toEqual(["test", "left-out", "left-out", "train", "validation", "left-out"]);
  const listed = splitProblems(dataset, pools).filter(({ skipped }) => skipped);
  expect(listed.map(({ path, reason }) => [path, reason])).toEqual([
    ["0001.png", "Left out of training: of one group (one) with the test image 0000.png."],
    ["0002.png", "Left out of training: of one group (one) with the test image 0000.png."],
    ["0005.png", "Left out of training: of one group (three) with the validation image 0004.png."],
  ]);
});
