import { expect, test } from "vitest";
import type { Pools, RunSplit } from "../../pipeline/artifacts.ts";
import { exampleMarks, markCounts } from "./example-marks.ts";

const pools: Pools = {
  splitSeed: 1,
  pool: ["train", "train", "validation", "test", "unlabelled", "left-out"],
  smallClasses: [],
  duplicates: [],
  validationFromTrain: false,
  defaultShots: 1,
};

const split: RunSplit = {
  runSeed: 1,
  train: Int32Array.of(1),
  validation: Int32Array.of(),
  test: Int32Array.of(3),
  unlabelled: Int32Array.of(4),
};

test("pool images that the run did not draw are unused, the others keep their place", () => {
  const marks = exampleMarks(pools, split);
  expect(marks).toEqual(["unused", "train", "unused", "test", "unlabelled", "left-out"]);
  expect(markCounts(marks)).toEqual([
    { mark: "train", images: 1 },
    { mark: "test", images: 1 },
    { mark: "unused", images: 2 },
    { mark: "unlabelled", images: 1 },
    { mark: "left-out", images: 1 },
  ]);
});

test("a validation image drawn from the train pool is marked validation", () => {
  const drawn = { ...split, validation: Int32Array.of(0) };
  expect(exampleMarks(pools, drawn)[0]).toBe("validation");
});
