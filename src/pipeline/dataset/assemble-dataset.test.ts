import { describe, expect, it } from "vitest";
import { assembleDataset, type ReadFolder } from "./assemble-dataset.ts";
import { listFolder } from "./folder-listing.ts";

/** A folder whose images all decode; content by path unless given. */
function folderOf(paths: readonly string[], change: Partial<ReadFolder> = {}): ReadFolder {
  const listing = listFolder(paths.map((path) => ({ path, sizeBytes: 1 })));
  return {
    name: "photos",
    listing,
    images: new Map(
      listing.imagePaths.map((path) => [path, { contentHash: `#${path}`, width: 4, height: 3 }]),
    ),
    readProblems: [],
    tableText: null,
    captionTexts: new Map(),
    ...change,
  };
}

describe("assembling a data set", () => {
  it("sorts classes and examples by code point and refers to classes by index", () => {
    const dataset = assembleDataset(
      folderOf(["zebra/1.jpg", "ant/2.jpg", "ant/10.jpg", "top.jpg"]),
      "class-folders",
    );
    expect(dataset.classNames).toEqual(["ant", "zebra"]);
    expect(dataset.examples.map(({ path, label }) => [path, label])).toEqual([
      ["ant/10.jpg", 0],
      ["ant/2.jpg", 0],
      ["top.jpg", null],
      ["zebra/1.jpg", 1],
    ]);
  });

  it("leaves out images that could not be read, and a class with none left", () => {
    const folder = folderOf(["a/1.jpg", "b/1.jpg"]);
    const images = new Map(folder.images);
    images.delete("b/1.jpg");
    const problem = { path: "b/1.jpg", reason: "It ends too early.", skipped: true };
    const dataset = assembleDataset(
      { ...folder, images, readProblems: [problem] },
      "class-folders",
    );
    expect(dataset.classNames).toEqual(["a"]);
    expect(dataset.examples).toHaveLength(1);
    expect(dataset.problems).toEqual([problem]);
  });

  it("joins two Unicode spellings of one class and shows one of them", () => {
    const composed = "caf\u00e9";
    const decomposed = "cafe\u0301";
    const dataset = assembleDataset(
      folderOf([`train/${decomposed}/1.jpg`, `test/${composed}/2.jpg`]),
      "split-folders",
    );
    expect(dataset.classNames).toEqual([composed]);
    expect(dataset.examples.map(({ label, officialPart }) => [label, officialPart])).toEqual([
      [0, "test"],
      [0, "train"],
    ]);
  });

  it("takes captions from texts beside the images and prefers the table's", () => {
    const paths = ["a.jpg", "a.txt", "b.jpg", "b.txt", "c.jpg", "c.txt", "labels.csv"];
    const dataset = assembleDataset(
      folderOf(paths, {
        tableText: "file,label,caption\na.jpg,x,from the table\nb.jpg,y,\n",
        captionTexts: new Map([
          ["a.txt", "from the text"],
          ["b.txt", "\uFEFF a red\r\n mug \n"],
          ["c.txt", "  "],
        ]),
      }),
      "labels-table",
    );
    expect(dataset.examples.map(({ sidecarCaption }) => sidecarCaption)).toEqual([
      "from the table",
      "a red mug",
      null,
    ]);
  });

  it("leaves a text out that is too long to be a caption, and says of which image", () => {
    const { examples, problems } = assembleDataset(
      folderOf(["a.jpg", "a.txt", "b.jpg", "b.txt"], {
        captionTexts: new Map([
          ["a.txt", "x".repeat(10_001)],
          ["b.txt", "x".repeat(10_000)],
        ]),
      }),
      "unlabelled",
    );
    expect(examples.map(({ sidecarCaption }) => sidecarCaption?.length ?? null)).toEqual([
      null,
      10_000,
    ]);
    expect(problems).toMatchObject([
      { path: "a.jpg", reason: expect.stringContaining("10001 characters") as string },
    ]);
  });

  it("takes domains and groups from the table, and leaves them away where it names none", () => {
    const paths = ["a.jpg", "b.jpg", "c.jpg", "labels.csv"];
    const rows = ["Style,file,label,group", "ink,a.jpg,x,one", ",b.jpg,x,one", "oil,c.jpg,y, "];
    const { examples } = assembleDataset(
      folderOf(paths, { tableText: rows.join("\n") }),
      "labels-table",
    );
    expect(
      examples.map((example) => [
        example.domain,
        example.group,
        "domain" in example,
        "group" in example,
      ]),
    ).toEqual([
      ["ink", "one", true, true],
      [undefined, "one", false, true],
      ["oil", undefined, true, false],
    ]);
  });

  it("remarks on equal contents without skipping them, and says when their labels differ", () => {
    const folder = folderOf(["a/1.jpg", "a/2.jpg", "b/3.jpg"]);
    const facts = { contentHash: "same", width: 1, height: 1 };
    const images = new Map(folder.listing.imagePaths.map((path) => [path, facts]));
    const { problems, examples } = assembleDataset({ ...folder, images }, "class-folders");
    expect(examples).toHaveLength(3);
    expect(problems).toEqual([
      { path: "a/2.jpg", reason: "Same content as a/1.jpg.", skipped: false },
      { path: "b/3.jpg", reason: "Same content as a/1.jpg, but another label.", skipped: false },
    ]);
  });

  it("says why a label table was not used", () => {
    const folder = folderOf(["x/1.jpg", "y/1.jpg", "labels.csv"], { tableText: "w,h\n1,2" });
    expect(assembleDataset(folder, "class-folders").problems).toEqual([
      {
        path: "labels.csv",
        reason: "The table needs the columns file and label.",
        skipped: true,
      },
    ]);
    expect(() => assembleDataset(folder, "labels-table")).toThrow(
      expect.objectContaining({
        code: "dataset/bad-labels-table",
        details: { path: "labels.csv" },
      }),
    );
  });

  it("does not depend on the order in which files were found", () => {
    const paths = ["b/2.jpg", "a/1.jpg", "a/3.jpg", "b/9.jpg", "notes.pdf"];
    expect(assembleDataset(folderOf(paths), "class-folders")).toEqual(
      assembleDataset(folderOf(paths.toReversed()), "class-folders"),
    );
  });
});
