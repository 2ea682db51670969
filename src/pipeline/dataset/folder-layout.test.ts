import { describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import type { FolderLayout, Part } from "../artifacts.ts";
import { listFolder } from "./folder-listing.ts";
import { layoutReader, possibleLayouts } from "./folder-layout.ts";

const listingOf = (paths: readonly string[]) =>
  listFolder(paths.map((path) => ({ path, sizeBytes: 1 })));

const best = (paths: readonly string[], tableText: string | null = null): FolderLayout =>
  possibleLayouts(listingOf(paths), tableText)[0]!;

function labelsIn(
  layout: FolderLayout,
  paths: readonly string[],
  tableText: string | null = null,
): Record<string, [string | null, Part | null]> {
  const { labels } = layoutReader(layout).read(listingOf(paths), tableText);
  return Object.fromEntries(
    [...labels].map(([path, { className, part }]) => [path, [className, part]]),
  );
}

describe("class folders", () => {
  it("label each image by its folder, and leave files at the top without a label", () => {
    const paths = ["cats/1.jpg", "dogs/1.jpg", "dogs/puppies/2.jpg", "loose.jpg"];
    expect(best(paths)).toBe("class-folders");
    expect(labelsIn("class-folders", paths)).toEqual({
      "cats/1.jpg": ["cats", null],
      "dogs/1.jpg": ["dogs", null],
      "dogs/puppies/2.jpg": ["dogs", null],
      "loose.jpg": [null, null],
    });
  });

  it("are found below folders that wrap all of them", () => {
    const paths = ["set/images/cats/1.jpg", "set/images/dogs/1.jpg"];
    expect(best(paths)).toBe("class-folders");
    expect(labelsIn("class-folders", paths)["set/images/cats/1.jpg"]).toEqual(["cats", null]);
  });

  it("may be a single one, whose folder is the class", () => {
    expect(best(["cats/1.jpg", "cats/2.jpg"])).toBe("class-folders");
    expect(labelsIn("class-folders", ["set/cats/1.jpg"])["set/cats/1.jpg"]).toEqual(["cats", null]);
  });

  it("are not a folder that only says that it holds images", () => {
    expect(possibleLayouts(listingOf(["images/a.jpg", "images/b.jpg"]))).toEqual(["unlabelled"]);
  });

  it("keep markup, Arabic and class names that objects have", () => {
    const names = ["<img src=x onerror=alert(1)>", "قطط", "__proto__", "constructor"];
    const paths = names.map((name) => `${name}/1.jpg`);
    const { labels } = layoutReader("class-folders").read(listingOf(paths), null);
    expect(paths.map((path) => labels.get(path)?.className)).toEqual(names);
  });
});

describe("split folders", () => {
  it.each([
    ["train", "val", "test"],
    ["Training", "valid", "Testing"],
    ["TRAIN", "validation", "test"],
    ["train", "dev", "test"],
  ])("%s, %s and %s give the parts", (train, validation, test) => {
    const paths = [`${train}/cat/1.jpg`, `${validation}/cat/2.jpg`, `${test}/cat/3.jpg`];
    expect(best(paths)).toBe("split-folders");
    expect(Object.values(labelsIn("split-folders", paths)).toSorted()).toEqual([
      ["cat", "test"],
      ["cat", "train"],
      ["cat", "validation"],
    ]);
  });

  it("give no label outside class folders or outside the parts", () => {
    const paths = ["train/cat/1.jpg", "test/cat/2.jpg", "test/unknown.jpg", "extra/3.jpg"];
    expect(best(paths)).toBe("split-folders");
    expect(Object.keys(labelsIn("split-folders", paths))).toEqual([
      "test/cat/2.jpg",
      "train/cat/1.jpg",
    ]);
  });

  it("are not a class named train among other vehicles, nor parts without classes inside", () => {
    expect(best(["train/1.jpg", "car/1.jpg", "bus/1.jpg"])).toBe("class-folders");
    expect(possibleLayouts(listingOf(["train/1.jpg", "test/1.jpg"]))).not.toContain(
      "split-folders",
    );
  });
});

describe("Oxford names", () => {
  const pets = ["Egyptian_Mau_12", "Egyptian_Mau_3", "pug_1", "pug_20", "Bengal_7", "Bengal_8"];

  it("give classes of one word and of several", () => {
    const paths = pets.map((name) => `${name}.jpg`);
    expect(best(paths)).toBe("oxford-names");
    expect(labelsIn("oxford-names", paths)).toMatchObject({
      "Egyptian_Mau_12.jpg": ["Egyptian_Mau", null],
      "pug_1.jpg": ["pug", null],
    });
  });

  it("are found inside one wrapping folder, before that folder as the only class", () => {
    expect(possibleLayouts(listingOf(pets.map((name) => `images/${name}.jpg`)))[0]).toBe(
      "oxford-names",
    );
    expect(possibleLayouts(listingOf(pets.map((name) => `my pets/${name}.jpg`)))).toEqual([
      "oxford-names",
      "class-folders",
      "unlabelled",
    ]);
  });

  it("are offered after class folders when there are several folders", () => {
    const paths = ["a/pug_1.jpg", "a/pug_2.jpg", "b/mau_1.jpg", "b/mau_2.jpg"];
    expect(possibleLayouts(listingOf(paths))).toEqual([
      "class-folders",
      "oxford-names",
      "unlabelled",
    ]);
  });

  it("are not what a camera writes, nor names that hardly repeat", () => {
    const camera = [
      "IMG_0001",
      "IMG_0002",
      "DSC_0001",
      "DSC_0002",
      "IMG_20240101_1",
      "IMG_20240101_2",
    ];
    expect(best(camera.map((name) => `${name}.jpg`))).toBe("unlabelled");
    expect(best(["a_1.jpg", "b_1.jpg", "c_1.jpg", "c_2.jpg"])).toBe("unlabelled");
  });

  it("leave a file without a number unlabelled", () => {
    const paths = [...pets.map((name) => `${name}.jpg`), "group photo.jpg"];
    expect(best(paths)).toBe("oxford-names");
    expect(labelsIn("oxford-names", paths)["group photo.jpg"]).toEqual([null, null]);
  });
});

describe("a label table", () => {
  const paths = ["img/a.jpg", "img/b.jpg", "img/c.jpg", "labels.csv"];

  it("gives file, label, split and caption under many column names, in any case", () => {
    const text = "Caption,FileName,Class,Subset\na mug,img/a.jpg,mug,Train\n,img/b.jpg,cup,valid\n";
    expect(best(paths, text)).toBe("labels-table");
    expect(labelsIn("labels-table", paths, text)).toEqual({
      "img/a.jpg": ["mug", "train"],
      "img/b.jpg": ["cup", "validation"],
    });
    const { labels } = layoutReader("labels-table").read(listingOf(paths), text);
    expect(labels.get("img/a.jpg")?.caption).toBe("a mug");
    expect(labels.get("img/b.jpg")?.caption).toBeNull();
  });

  it("finds files by a unique name, by Windows paths and from the table's own folder", () => {
    const text = "file,label\na.jpg,x\nimg\\b.jpg,y\n./img/c.jpg,z\n";
    expect(Object.values(labelsIn("labels-table", paths, text)).map(([name]) => name)).toEqual([
      "x",
      "y",
      "z",
    ]);
    const nested = ["set/a.jpg", "other/a.jpg", "set/labels.csv"];
    expect(labelsIn("labels-table", nested, "file,label\na.jpg,x\n")).toEqual({
      "set/a.jpg": ["x", null],
    });
  });

  it("may have no header", () => {
    expect(labelsIn("labels-table", paths, "img/a.jpg,mug\nimg/b.jpg,cup,test")).toEqual({
      "img/a.jpg": ["mug", null],
      "img/b.jpg": ["cup", "test"],
    });
  });

  it("reads a table up to a quote that is never closed, and says so", () => {
    const paths = ["img/a.jpg", "img/b.jpg", "img/c.jpg", "labels.csv"];
    const text = 'file,label\nimg/a.jpg,x\nimg/b.jpg,"y\nimg/c.jpg,z\n';
    const { labels, problems } = layoutReader("labels-table").read(listingOf(paths), text);
    expect([...labels.keys()]).toEqual(["img/a.jpg"]);
    expect(problems).toEqual([
      {
        path: "labels.csv",
        reason: "Row 3 opens a quote that is never closed: it and all after it are not read.",
        skipped: false,
      },
    ]);
  });

  it("lists missing files, bad splits and repeated rows, and reads the rest", () => {
    const text = "file,label,split\nimg/a.jpg,x,later\ngone.jpg,y,train\nimg/a.jpg,z,test\n";
    const { labels, problems } = layoutReader("labels-table").read(listingOf(paths), text);
    expect(labels.get("img/a.jpg")).toEqual({ className: "x", part: null, caption: null });
    expect(problems).toEqual([
      {
        path: "img/a.jpg",
        reason:
          "Row 2 of labels.csv has the split later; expected train, validation or test. It counts as empty.",
        skipped: false,
      },
      {
        path: "labels.csv",
        reason: "Row 3 names gone.jpg, which is not in the folder.",
        skipped: false,
      },
      {
        path: "img/a.jpg",
        reason: "Named again in row 4 of labels.csv; the first row counts.",
        skipped: false,
      },
    ]);
  });

  it.each([
    ["", "The table is empty."],
    ["height,width\n1,2\n", "The table needs the columns file and label."],
    ["file,label\nx.jpg,a\n", "No row of the table names an image of this folder."],
  ])("that cannot be used is not offered and cannot be chosen: %j", (text, reason) => {
    expect(possibleLayouts(listingOf(paths), text)).not.toContain("labels-table");
    expect(() => layoutReader("labels-table").read(listingOf(paths), text)).toThrow(
      new StudioError("dataset/bad-labels-table", reason, { path: "labels.csv" }),
    );
  });
});
