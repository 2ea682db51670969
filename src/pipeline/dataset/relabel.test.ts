import { describe, expect, test } from "vitest";
import type { Dataset, Example } from "../artifacts.ts";
import { assembleDataset, type ReadFolder } from "./assemble-dataset.ts";
import { listFolder } from "./folder-listing.ts";
import { labelsCsv, relabelled, tidyClassName } from "./relabel.ts";

const example = (path: string, label: number | null, more: Partial<Example> = {}): Example => ({
  path,
  contentHash: `hash of ${path}`,
  width: 1,
  height: 1,
  label,
  officialPart: null,
  sidecarCaption: null,
  ...more,
});

const dataset = (classNames: readonly string[], examples: readonly Example[]): Dataset => ({
  name: "photos",
  layout: "class-folders",
  classNames,
  examples,
  problems: [],
});

const namesOf = ({ examples, classNames }: Dataset): (string | null)[] =>
  examples.map(({ label }) => (label === null ? null : classNames[label]!));

describe("relabelled", () => {
  const three = dataset(
    ["bird", "dog"],
    [example("a.jpg", 0), example("b.jpg", 1, { officialPart: "test" }), example("c.jpg", null)],
  );

  test("is the same data set without a step, so that nothing is computed again", () => {
    expect(relabelled(three, [])).toBe(three);
  });

  test("puts a new class among the others in code-point order", () => {
    const grown = relabelled(three, [{ className: "cat", paths: ["c.jpg"] }]);
    expect(grown.classNames).toEqual(["bird", "cat", "dog"]);
    expect(namesOf(grown)).toEqual(["bird", "dog", "cat"]);
    expect(grown.examples[1]?.officialPart).toBe("test");
  });

  test("drops a class without an image, and lets the later step win", () => {
    const moved = relabelled(three, [
      { className: "cat", paths: ["a.jpg", "c.jpg"] },
      { className: "dog", paths: ["c.jpg", "not-there.jpg"] },
    ]);
    expect(moved.classNames).toEqual(["cat", "dog"]);
    expect(namesOf(moved)).toEqual(["cat", "dog", "dog"]);
  });

  test("knows a class by any composition of its accents", () => {
    const cafes = dataset(["café"], [example("a.jpg", 0), example("b.jpg", null)]);
    const grown = relabelled(cafes, [{ className: "cafe\u0301", paths: ["b.jpg"] }]);
    expect(grown.classNames).toEqual(["café"]);
  });
});

test("a class name is kept with single spaces", () => {
  expect(tidyClassName("  red \t panda ")).toBe("red panda");
  expect(tidyClassName(" \n ")).toBe("");
});

describe("labels.csv", () => {
  /** What the page makes of a folder that holds these images and the table. */
  const readBack = (paths: readonly string[], tableText: string): Dataset => {
    const files = [...paths, "labels.csv"].map((path) => ({ path, sizeBytes: 1 }));
    const folder: ReadFolder = {
      name: "photos",
      listing: listFolder(files),
      images: new Map(paths.map((path) => [path, { contentHash: path, width: 1, height: 1 }])),
      readProblems: [],
      tableText,
      captionTexts: new Map(),
    };
    return assembleDataset(folder, "labels-table");
  };

  test("is read back to the same labels, parts, domains and groups, whatever the names hold", () => {
    const paths = ['a, "quoted".jpg', "b;c.jpg", "dir/ü.jpg", "z.jpg"];
    const before = dataset(
      ['=1+1, or "two"', "猫"],
      [
        example(paths[0]!, 1, { officialPart: "train", domain: "x;y" }),
        example(paths[1]!, 0, { officialPart: "test", group: "g,1" }),
        example(paths[2]!, 1),
        example(paths[3]!, null),
      ],
    );
    const after = readBack(paths, labelsCsv(before));
    expect(after.problems).toEqual([]);
    expect(after.classNames).toEqual(before.classNames);
    const facts = ({ path, label, officialPart, domain, group }: Example): unknown[] => [
      path,
      label,
      officialPart,
      domain,
      group,
    ];
    expect(after.examples.map(facts)).toEqual(before.examples.map(facts));
  });

  test("has no column that is empty", () => {
    const csv = labelsCsv(dataset(["cat"], [example("a.jpg", 0), example("b.jpg", null)]));
    expect(csv).toBe("file,label\na.jpg,cat\n");
  });
});
