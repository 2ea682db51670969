import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { assembleDataset } from "./assemble-dataset.ts";
import { layoutReader, possibleLayouts } from "./folder-layout.ts";
import { listFolder } from "./folder-listing.ts";

const DATA = process.env["GANET_DATA"] ?? join(import.meta.dirname, "../../../../shared/data");
const SPLIT = join(DATA, "splits/split_zhou_OxfordPets.json");

const listingOf = (...paths: string[]) => listFolder(paths.map((path) => ({ path, sizeBytes: 1 })));

const split = (rows: Record<string, [string, number, string][]>): string => JSON.stringify(rows);

describe("a split file of CoOp", () => {
  const text = split({
    train: [
      ["Faces/image_0001.jpg", 0, "face"],
      ["ant/image_0001.jpg", 1, "ant"],
    ],
    val: [["ant/image_0002.jpg", 1, "ant"]],
    test: [
      ["Faces/image_0003.jpg", 0, "face"],
      ["Faces/image_0009.jpg", 0, "face"],
    ],
  });
  const listing = listingOf(
    "caltech/split_zhou_Caltech101.json",
    "caltech/101/Faces/image_0001.jpg",
    "caltech/101/Faces/image_0003.jpg",
    "caltech/101/ant/image_0001.jpg",
    "caltech/101/ant/image_0002.jpg",
    "caltech/101/BACKGROUND/image_0004.jpg",
  );

  it("is found and goes before the folders of classes", () => {
    expect(listing.tablePaths).toEqual(["caltech/split_zhou_Caltech101.json"]);
    expect(listing.problems).toEqual([]);
    expect(possibleLayouts(listing, text)).toEqual(["coop-split", "class-folders", "unlabelled"]);
  });

  it("labels images by the end of their paths, whatever folder they lie in", () => {
    const { labels, problems } = layoutReader("coop-split").read(listing, text);
    expect([...labels].map(([path, { className, part }]) => [path, className, part])).toEqual([
      ["caltech/101/Faces/image_0001.jpg", "face", "train"],
      ["caltech/101/ant/image_0001.jpg", "ant", "train"],
      ["caltech/101/ant/image_0002.jpg", "ant", "validation"],
      ["caltech/101/Faces/image_0003.jpg", "face", "test"],
    ]);
    expect(problems.map(({ reason }) => reason)).toEqual([
      "1 of 5 rows name images that are not in the folder.",
    ]);
  });

  it("does not guess between two images whose paths end alike", () => {
    const twice = listingOf("split_zhou_X.json", "a/cats/1.jpg", "b/cats/1.jpg", "b/cats/2.jpg");
    const rows = split({
      train: [
        ["cats/1.jpg", 0, "cat"],
        ["cats/2.jpg", 0, "cat"],
      ],
    });
    const { labels } = layoutReader("coop-split").read(twice, rows);
    expect([...labels.keys()]).toEqual(["b/cats/2.jpg"]);
  });

  it.each([
    ["{", "The split file is not as CoOp writes it: train, val and test."],
    ['{"train": [["a.jpg", 0]]}', "The split file is not as CoOp writes it: train, val and test."],
    [
      split({ test: [["x.jpg", 0, "x"]] }),
      "No row of the split file names an image of this folder.",
    ],
  ])("that cannot be used says why: %s", (bad, reason) => {
    expect(possibleLayouts(listing, bad)).not.toContain("coop-split");
    expect(() => layoutReader("coop-split").read(listing, bad)).toThrow(
      new StudioError("dataset/bad-labels-table", reason, {
        path: "caltech/split_zhou_Caltech101.json",
      }),
    );
    const folder = { name: "x", images: new Map(), readProblems: [], captionTexts: new Map() };
    const { problems } = assembleDataset({ ...folder, listing, tableText: bad }, "class-folders");
    expect(problems.map((problem) => problem.reason)).toContain(reason);
  });

  it.skipIf(!existsSync(SPLIT))(
    "of Oxford Pets has 37 classes in 2,944, 736 and 3,669 images (needs shared/data)",
    () => {
      const real = readFileSync(SPLIT, "utf8");
      const rows = Object.values(JSON.parse(real) as Record<string, [string][]>).flat();
      const pets = listingOf(
        "split_zhou_OxfordPets.json",
        ...rows.map(([path]) => `images/${path}`),
      );
      const { labels, problems } = layoutReader("coop-split").read(pets, real);
      const found = [...labels.values()];
      expect(new Set(found.map(({ className }) => className)).size).toBe(37);
      expect(
        ["train", "validation", "test"].map(
          (part) => found.filter((one) => one.part === part).length,
        ),
      ).toEqual([2944, 736, 3669]);
      expect(problems).toEqual([]);
    },
  );
});

describe("labels.json and labels.jsonl", () => {
  const rows = [
    { file: "a.jpg", label: "mug", split: "train", caption: "a mug", domain: "ink", group: 3 },
    { file: "b.jpg", label: 7, split: null },
  ];
  const expected = [
    ["img/a.jpg", { className: "mug", part: "train", caption: "a mug", domain: "ink", group: "3" }],
    ["img/b.jpg", { className: "7", part: null, caption: null }],
  ];

  it.each([
    ["labels.json", JSON.stringify(rows)],
    ["labels.jsonl", rows.map((row) => JSON.stringify(row)).join("\n")],
  ])("%s is read as labels.csv is", (table, text) => {
    const listing = listingOf(table, "img/a.jpg", "img/b.jpg");
    expect(possibleLayouts(listing, text)[0]).toBe("labels-table");
    expect([...layoutReader("labels-table").read(listing, text).labels]).toEqual(expected);
  });

  it.each(["{", "3", "[]", '{"a.jpg": "mug"}', "[null, [1]]"])(
    "that hold no list of objects are no table: %s",
    (text) => {
      const listing = listingOf("labels.json", "a.jpg");
      expect(possibleLayouts(listing, text)).toEqual(["unlabelled"]);
    },
  );
});
