import { strToU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { fuseFeatures } from "./fused-features.ts";
import { importFeatures } from "./import-features.ts";
import type { ImportChoices, ImportFile, ImportSheet } from "./imported-features.ts";
import { writeNpy } from "./write-npy.ts";

const NO_CHOICES: ImportChoices = { roles: {}, set: null, onlyClassesWithText: false };

const npy = (path: string, rows: readonly (readonly number[])[]): ImportFile => ({
  path,
  bytes: writeNpy({
    shape: [rows.length, rows[0]!.length],
    values: Float32Array.from(rows.flat()),
  }),
});
const text = (path: string, content: string): ImportFile => ({ path, bytes: strToU8(content) });
const json = (path: string, content: unknown): ImportFile => text(path, JSON.stringify(content));

const sheetOf = (files: ImportFile[], choices: Partial<ImportChoices> = {}): Promise<ImportSheet> =>
  importFeatures(files, { ...NO_CHOICES, ...choices });

/** [path, class name, part] of each example. */
function examplesOf({ features }: ImportSheet): unknown[][] {
  const { examples, classNames } = features!.dataset;
  return examples.map(({ path, label, officialPart }) => [
    path,
    label === null ? null : classNames[label],
    officialPart,
  ]);
}

describe("joining", () => {
  it("by file name finds rows in another order, other folders and with gaps, and counts them", async () => {
    const sheet = await sheetOf([
      npy("pets.npy", [
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
      json("pets.json", { files: ["a.jpg", "b.jpg", "c.jpg"] }),
      text("labels.csv", "file,label,split\nimg/c.jpg,cat,test\nimg/a.jpg,dog,train\n"),
    ]);
    expect(examplesOf(sheet)).toEqual([
      ["a.jpg", "dog", "train"],
      ["b.jpg", null, null],
      ["c.jpg", "cat", "test"],
    ]);
    expect(sheet.joins).toEqual([
      "3 of 3 rows of pets.npy joined by row with pets.json: file names.",
      "2 of 3 rows of pets.npy joined by file name with labels.csv: labels, splits.",
      "Labels are as in labels.csv/label.",
    ]);
    expect(sheet.missing).toContain("1 of 3 rows have no label.");
  });

  it("takes a split of CoOp for any set whose file names it has", async () => {
    const sheet = await sheetOf([
      npy("oxford.npy", [
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
      json("oxford.json", { files: ["a.jpg", "b.jpg", "c.jpg"] }),
      json("split_zhou_OxfordPets.json", {
        train: [["b.jpg", 1, "dog"]],
        val: [["c.jpg", 0, "cat"]],
        test: [["a.jpg", 1, "dog"]],
      }),
    ]);
    expect(examplesOf(sheet)).toEqual([
      ["a.jpg", "dog", "test"],
      ["b.jpg", "dog", "train"],
      ["c.jpg", "cat", "validation"],
    ]);
  });

  it("of different numbers of rows is refused, and said", async () => {
    const sheet = await sheetOf([
      npy("pets.npy", [
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
      json("pets.labels.json", [0, 1]),
    ]);
    expect(sheet.joins).toEqual([
      "pets.labels.json is not joined: it has 2 rows and pets.npy has 3.",
    ]);
    expect(sheet.missing[0]).toBe("No labels: nothing can be trained.");
  });

  it("puts shards behind each other, each with its own rows", async () => {
    const sheet = await sheetOf([
      npy("img_emb/img_emb_0.npy", [[1, 0]]),
      npy("img_emb/img_emb_1.npy", [
        [0, 1],
        [0, 2],
      ]),
      npy("text_emb/text_emb_0.npy", [[5]]),
      npy("text_emb/text_emb_1.npy", [[6], [7]]),
      json("metadata/metadata_0.json", [{ image_path: "z.jpg", caption: "zed" }]),
      json("metadata/metadata_1.json", [
        { image_path: "y.jpg", caption: "why" },
        { image_path: "x.jpg", caption: null },
      ]),
    ]);
    const { dataset, embeddings } = sheet.features!;
    expect(dataset.examples.map(({ path, sidecarCaption }) => [path, sidecarCaption])).toEqual([
      ["x.jpg", null],
      ["y.jpg", "why"],
      ["z.jpg", "zed"],
    ]);
    expect([...embeddings.image.values]).toEqual([0, 2, 0, 1, 1, 0]);
    expect([...embeddings.text.values]).toEqual([7, 6, 5]);
  });
});

describe("what files leave open", () => {
  it("is decided by hand where names do not, and a role by hand goes before every guess", async () => {
    const files = [
      npy("a.npy", [
        [1, 0],
        [0, 1],
      ]),
      npy("b.npy", [
        [3, 4],
        [6, 8],
      ]),
    ];
    expect((await sheetOf(files)).sets).toEqual(["a", "b"]);
    const sheet = await sheetOf(files, { roles: { "a.npy": "ignore" } });
    expect(sheet.arrays.map(({ role, reason }) => [role, reason])).toEqual([
      ["ignore", "chosen by hand"],
      ["image-features", "2-d floats"],
    ]);
    expect(sheet.arrays[1]!.norms).toEqual({ smallest: 5, mean: 7.5, largest: 10 });
    expect(sheet.features!.dataset.name).toBe("b");
  });

  it("is not forced into a form that it does not have", async () => {
    const files = [
      npy("a.npy", [
        [1, 0],
        [0, 1],
      ]),
      json("b.json", { labels: [0, 1] }),
    ];
    const roles = { "a.npy": "labels", "b.json/labels": "text-features" } as const;
    const sheet = await sheetOf(files, { roles });
    expect(sheet.arrays.map(({ role, reason }) => [role, reason])).toEqual([
      ["ignore", "chosen as labels, but it is not one value a row"],
      ["ignore", "chosen as text-features, but it is no matrix of floats"],
    ]);
    expect(sheet.features).toBeNull();
  });

  it("or differs in width between parts is said", async () => {
    const train = npy("x.train.npy", [[1, 0]]);
    const sheet = await sheetOf([train, npy("x.test.npy", [[1, 0, 0]])]);
    expect(sheet.features).toBeNull();
    expect(sheet.missing).toEqual([
      "Image features of one width: x.test.npy has 3, x.train.npy has 2.",
    ]);
    const texts = await sheetOf([
      train,
      npy("x.test.npy", [[1, 0]]),
      npy("x.text.train.npy", [[1, 2, 3]]),
      npy("x.text.test.npy", [[1, 2]]),
    ]);
    expect(texts.missing[0]).toMatch(/^Text features of one width/);
  });

  it("rows with a value that is not finite take no part and are named", async () => {
    const sheet = await sheetOf([
      npy("x.train.npy", [
        [1, 0],
        [Number.NaN, 1],
        [0, 1],
        [Infinity, 0],
      ]),
      json("x.train.json", { labels: ["a", "a", "b", "b"] }),
    ]);
    expect(sheet.arrays.find(({ name }) => name === "x.train.npy")).toMatchObject({
      nanRows: 2,
      norms: { smallest: 1, largest: 1 },
    });
    const { dataset, embeddings } = sheet.features!;
    expect(dataset.examples.map(({ path }) => path)).toEqual([
      "row 0 of x.train.npy",
      "row 2 of x.train.npy",
    ]);
    expect([...embeddings.image.values]).toEqual([1, 0, 0, 1]);
    expect(dataset.problems).toEqual([
      {
        path: "row 1 of x.train.npy",
        reason: "Its features hold a value that is not finite.",
        skipped: true,
      },
      {
        path: "row 3 of x.train.npy",
        reason: "Its features hold a value that is not finite.",
        skipped: true,
      },
    ]);
  });

  it("without text features w = 0 works, and every row counts as one without a text", async () => {
    const sheet = await sheetOf([
      npy("x.npy", [
        [3, 4],
        [0, 2],
      ]),
    ]);
    const { embeddings } = sheet.features!;
    const settings = { modalityWeight: 0, center: false, scale: 1 };
    const fused = fuseFeatures(embeddings, settings, []);
    expect([...fused.values]).toEqual([3 / 5, 4 / 5, 0, 1].map(Math.fround));
    expect(fuseFeatures(embeddings, { ...settings, modalityWeight: 0.5 }, []).zeroTextRows).toBe(2);
  });

  it("file names that come twice are told apart by part and number", async () => {
    const sheet = await sheetOf([
      npy("x.train.npy", [
        [1, 0],
        [0, 1],
      ]),
      json("x.train.json", { files: ["a.jpg", "a.jpg"] }),
      npy("x.test.npy", [[1, 1]]),
      json("x.test.json", { files: ["a.jpg"] }),
    ]);
    expect(sheet.features!.dataset.examples.map(({ path }) => path)).toEqual([
      "test/a.jpg",
      "train/a.jpg (1)",
      "train/a.jpg (2)",
    ]);
  });

  it("rows differ in their content hash unless all of their numbers are equal", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [1, i % 20, 0]);
    const { dataset, embeddings } = (await sheetOf([npy("x.npy", rows)])).features!;
    const hashes = dataset.examples.map(({ contentHash }) => contentHash);
    expect(new Set(hashes).size).toBe(20);
    expect(hashes[3]).toBe(hashes[23]);
    rows[0]![0] = 2;
    const other = (await sheetOf([npy("x.npy", rows)])).features!;
    expect(other.embeddings.imageEncoder.id).not.toBe(embeddings.imageEncoder.id);
  });
});

describe("labels", () => {
  const features = npy("pets.npy", [
    [1, 0],
    [0, 1],
    [1, 1],
  ]);

  it("that are numbers take the list of classes long enough for them, and say which", async () => {
    const sheet = await sheetOf([
      features,
      json("pets.json", { labels: [2, 0, null] }),
      json("class_names.json", ["only", "two"]),
      json("manifest.json", {
        model: "ViT",
        datasets: { pets: { classes: ["dog", "cat", "ant"] } },
      }),
    ]);
    expect(examplesOf(sheet).map(([, name]) => name)).toEqual(["ant", "dog", null]);
    expect(sheet.joins).toContain(
      "Labels of pets.json/labels are numbers into the manifest's classes.",
    );
    expect(sheet.features!.embeddings.imageEncoder.name).toBe("ViT");
  });

  it("beyond the list count as none, and numbers without a list are names", async () => {
    const files = [features, json("pets.json", { labels: [5, 0, -1] })];
    const beyond = await sheetOf([...files, json("classes.json", ["dog", "cat"])]);
    expect(examplesOf(beyond).map(([, name]) => name)).toEqual([null, "dog", null]);
    expect(beyond.missing).toContain(
      "1 labels are beyond the list of class names and count as none.",
    );
    const unnamed = await sheetOf(files);
    expect(examplesOf(unnamed).map(([, name]) => name)).toEqual(["5", "0", null]);
    expect(unnamed.missing).toContain("No class names: classes are called by their number.");
  });
});

describe("class texts", () => {
  const files = [
    npy("pets.npy", [
      [1, 0],
      [0, 1],
      [1, 1],
      [2, 1],
    ]),
    json("pets.json", { labels: ["cat", "dog", "ant", "cat"] }),
    npy("breeds.text.npy", [
      [9, 8],
      [7, 6],
    ]),
    json("breeds.text.json", { classes: ["dog", "cat"] }),
  ];

  it("of some classes alone are off unless only those classes are kept", async () => {
    const all = await sheetOf(files);
    expect(all.features!.classTexts).toBeNull();
    expect(all.missing.at(-1)).toMatch(
      /^1 of 3 classes have no text: .* unless only the other classes/,
    );
    expect(all.joins.at(-1)).toBe(
      "2 of 3 classes have a text in breeds.text.npy, by the names in breeds.text.json/classes.",
    );
    const some = await sheetOf(files, { onlyClassesWithText: true });
    const { dataset, classTexts } = some.features!;
    expect(dataset.classNames).toEqual(["cat", "dog"]);
    expect(dataset.examples).toHaveLength(3);
    expect([...classTexts!.classes.values]).toEqual([7, 6, 9, 8]);
    expect(classTexts).toMatchObject({ space: "shared", prompt: "breeds.text.npy" });
  });

  it("of another width than the images are not compared with them", async () => {
    const wide = npy("breeds.text.npy", [
      [9, 8, 7],
      [7, 6, 5],
    ]);
    const sheet = await sheetOf([...files.slice(0, 2), wide, files[3]!]);
    expect(sheet.features!.classTexts).toBeNull();
    expect(sheet.missing.at(-1)).toMatch(/they are 3 wide and the images 2/);
  });
});

describe("tables", () => {
  it("of numbers without a header are features", async () => {
    const sheet = await sheetOf([text("a.csv", "1,2.5\n-3,4e-2\n")]);
    expect([...sheet.features!.embeddings.image.values]).toEqual(
      [1, 2.5, -3, 0.04].map(Math.fround),
    );
    expect(sheet.arrays[0]!.reason).toContain("decimal numbers are rounded to float32");
  });

  it("of ragged rows and doubled columns are refused by row and name", async () => {
    const sheet = await sheetOf([
      text("a.csv", "file,x_0,x_1\na,1,2\nb,1\n"),
      text("b.tsv", "file\tfile\na\tb\n"),
      text("c.jsonl", '{"file": "a"}\n{"file":\n'),
    ]);
    expect(sheet.problems.map(({ reason }) => reason)).toEqual([
      "a.csv cannot be read: row 3 has 2 cells and the first has 3.",
      "b.tsv cannot be read: two columns are called file.",
      "c.jsonl cannot be read: line 2 is no JSON.",
    ]);
  });
});
