/** Captions go out and come back exactly, whatever is in them. */

import { strToU8, strFromU8, unzipSync, zipSync } from "fflate";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { StudioError } from "../../../errors.ts";
import { TEXT_FORMATS, type ExportedCaption } from "./caption-row.ts";
import { csvRows, csvText } from "./csv-text.ts";
import { matchRows } from "./match-rows.ts";
import { readCaptions } from "./read-captions.ts";
import { writeCaptions } from "./write-captions.ts";

const HOSTILE = [
  "plain",
  "",
  " spaces around \t",
  "line\nfeed",
  "ends with one\n",
  "CR LF\r\nand CR\ralone",
  'a "quoted" word, "', // quotes at the end
  '"',
  "comma, semicolon; tab\t",
  '=HYPERLINK("http://x")',
  "+1",
  "-1",
  "@SUM(A1)",
  "<img src=x onerror=alert(1)>",
  "猫 und Käse, cafe\u0301 👩‍👩‍👧 \u202Eabc",
  "\u2028 line separator \u0000 nul",
  "\uFEFFbyte order mark",
  "__proto__",
];

const rowsOf = (captions: readonly string[]): ExportedCaption[] =>
  captions.map((caption, i) => ({
    file: `set, "a"/ü ${i}.png`,
    caption,
    className: i % 2 === 0 ? "cat, grey" : null,
    tags: i % 3 === 0 ? ["tabby", "lynx; mau"] : [],
    source: "edited",
    locked: true,
    width: 8,
    height: 6,
  }));

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => strToU8(text);

describe("captions as files", () => {
  test.each(TEXT_FORMATS.filter((format) => format !== "parquet"))(
    "as %s come back exactly to the images they belong to",
    (format) => {
      const rows = rowsOf(HOSTILE);
      const { rows: read, problems } = readCaptions(writeCaptions("my set", rows, format));
      expect(problems).toEqual([]);
      const { captions, unknownRows, repeatedRows } = matchRows(
        rows.map(({ file }) => file),
        read,
      );
      expect([unknownRows, repeatedRows]).toEqual([0, 0]);
      expect([...captions]).toEqual(rows.map(({ file, caption }) => [file, caption]));
    },
  );

  test("as .parquet hold the same texts, and the classes that may be shown", async () => {
    const rows = rowsOf(HOSTILE);
    const { bytes } = writeCaptions("my set", rows, "parquet");
    const objects = await parquetReadObjects({ file: bytes.buffer });
    expect(objects).toEqual(
      rows.map(({ file, caption, className }) => ({
        file_name: file,
        // The file has it; this package takes a mark at the beginning for one of the encoding.
        text: caption.replace(/^\uFEFF/, ""),
        class: className ?? "",
      })),
    );
  });

  test("lie beside their images in the archive, and none leads out of it", () => {
    const rows = ["a/mug.jpg", "../../etc/cron.png", "/abs.png", "c:\\..\\x.png"].map((file) => ({
      ...rowsOf(["text"])[0]!,
      file,
    }));
    const entries = Object.keys(unzipSync(writeCaptions("set", rows, "txt").bytes));
    expect(entries).toEqual(["a/mug.txt", "etc/cron.txt", "abs.txt", "c:/x.txt"]);
  });

  test("of COCO have an annotation for each image and no class", () => {
    const { bytes } = writeCaptions("set", rowsOf(["one"]), "coco");
    expect(JSON.parse(strFromU8(bytes))).toEqual({
      info: {},
      licenses: [],
      images: [{ id: 0, file_name: 'set, "a"/ü 0.png', width: 8, height: 6 }],
      annotations: [{ id: 0, image_id: 0, caption: "one" }],
    });
  });

  test("of Hugging Face are named and keyed as its imagefolder expects", () => {
    const { path, bytes } = writeCaptions("set", rowsOf(["one"]), "metadata");
    expect(path).toBe("metadata.jsonl");
    expect(strFromU8(bytes)).toBe('{"file_name":"set, \\"a\\"/ü 0.png","text":"one"}\n');
  });

  test("do not depend on when they are written", () => {
    const first = writeCaptions("set", rowsOf(HOSTILE), "txt").bytes;
    expect(writeCaptions("set", rowsOf(HOSTILE), "txt").bytes).toEqual(first);
  });
});

describe("files of captions from elsewhere", () => {
  test("a line that is no JSON is counted, the others are read", () => {
    const bytes = bytesOf('{"image":"a.png","text":"one"}\r\n{oops\n\n{"image":"b.png"}\n[1]\n');
    const { rows, problems } = readCaptions({ path: "x.jsonl", bytes });
    expect(rows).toEqual([{ file: "a.png", caption: "one" }]);
    expect(problems).toEqual([
      "1 of 4 lines are no JSON.",
      "2 rows lack a file name or a caption.",
    ]);
  });

  test("a quote that is never closed is told by its line, and the rows before it are read", () => {
    const read = (text: string) => readCaptions({ path: "x.csv", bytes: bytesOf(text) });
    const { rows, problems } = read('file,caption\na.png,one\nb.png,"two\nc.png,three\n');
    expect(rows).toEqual([{ file: "a.png", caption: "one" }]);
    expect(problems).toEqual([
      "Line 3 opens a quote that is never closed: that row and all after it are not read.",
    ]);
    expect(() => read('file,caption\na.png,"one')).toThrow(
      "Line 2 opens a quote that is never closed",
    );
  });

  test("rows with more cells than the header are told by their lines and not cut off", () => {
    const read = (text: string) => readCaptions({ path: "x.csv", bytes: bytesOf(text) });
    const table =
      'file,caption\r\na.png,"one\ntwo"\n\nb.png,a cat, asleep\nc.png,three,, \nd.png,a,b\n';
    const { rows, problems } = read(table);
    // Empty cells behind the last column lose nothing.
    expect(rows).toEqual([
      { file: "a.png", caption: "one\ntwo" },
      { file: "c.png", caption: "three" },
    ]);
    expect(problems).toEqual([
      "2 rows have more cells than the header and are not read (lines: 5, 7): a cell that holds the separator needs quotes.",
    ]);
    expect(read(`file,caption\na.png,one\n${"b.png,a,b\n".repeat(12)}`).problems[0]).toContain(
      "12 rows have more cells than the header and are not read (lines: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …)",
    );
    expect(() => read("a.png,one\nb.png,a,b\n")).toThrow("needs the columns file and caption");
  });

  test("a table by semicolons with CR LF ends, and one by tabs", () => {
    const rows = [{ file: "a.png", caption: "one, two" }];
    const semicolons = bytesOf('\uFEFFFile;Label;Caption\r\na.png;x;"one, two"\r\n');
    expect(readCaptions({ path: "x.csv", bytes: semicolons }).rows).toEqual(rows);
    const tabs = bytesOf("filename\ttext\na.png\tone, two");
    expect(readCaptions({ path: "x.tsv", bytes: tabs }).rows).toEqual(rows);
  });

  test("an object from file to caption, and one of several captions an image in COCO", () => {
    const object = bytesOf('{"a.png":"one","n":3}');
    expect(readCaptions({ path: "x.json", bytes: object }).rows).toEqual([
      { file: "a.png", caption: "one" },
    ]);
    const coco = bytesOf(
      JSON.stringify({
        images: [{ id: 7, file_name: "a.png" }],
        annotations: [
          { image_id: 7, caption: "one" },
          { image_id: 7, caption: "two" },
          { image_id: 8, caption: "of no image" },
          { image_id: 7, bbox: [0, 0, 1, 1] },
        ],
      }),
    );
    expect(readCaptions({ path: "x.json", bytes: coco })).toEqual({
      rows: [{ file: "a.png", caption: "one" }],
      problems: [
        "1 further captions of the same images were passed over.",
        "2 annotations name no image or hold no caption.",
      ],
    });
  });

  test.each([
    ["x.jsonl", "no json"],
    ["x.json", "{"],
    ["x.json", "[]"],
    ["x.csv", ""],
    ["x.csv", "file,label\na.png,cat\n"],
    ["x.zip", "PK no archive"],
    ["x.exe", "MZ"],
  ])("%s with %j is refused by name", (path, text) => {
    const read = (): unknown => readCaptions({ path, bytes: bytesOf(text) });
    expect(read).toThrow(StudioError);
    expect(read).toThrow(path);
  });

  test.each([
    ["x.json", "[]"],
    ["x.json", ""],
    ["x.jsonl", "\n"],
    ["x.csv", "\uFEFF\r\n"],
  ])("%s with %j is said to hold no rows", (path, text) => {
    expect(() => readCaptions({ path, bytes: bytesOf(text) })).toThrow("it holds no rows.");
  });

  test("bytes that are no UTF-8 are refused", () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x41]);
    expect(() => readCaptions({ path: "x.csv", bytes })).toThrow("no UTF-8");
  });

  test("the line end that closes a .txt is no part of its caption, and only that one", () => {
    const read = (text: string): string | undefined =>
      readCaptions({ path: "a.txt", bytes: bytesOf(text) }).rows[0]?.caption;
    expect([read("a cat\r\n"), read("a cat"), read("a cat\n\n")]).toEqual([
      "a cat",
      "a cat",
      "a cat\n",
    ]);
    // Nor is the byte order mark that some editors write.
    expect(read("\uFEFFa cat")).toBe("a cat");
  });

  test("hidden entries of an archive are passed over", () => {
    const bytes = zipSync({ "__MACOSX/a.txt": bytesOf("junk"), "a.txt": bytesOf("one") });
    expect(readCaptions({ path: "x.zip", bytes: new Uint8Array(bytes) }).rows).toEqual([
      { file: "a.txt", caption: "one" },
    ]);
  });

  test("images that lie beside their captions are counted in one sentence, and not unpacked", () => {
    const images = Array.from(
      { length: 300 },
      (_, i) => [`a/${i}.jpg`, bytesOf("picture")] as const,
    );
    const entries = { ...Object.fromEntries(images), "a/1.txt": bytesOf("one") };
    // Stored as they are, so that one can be damaged.
    const bytes = new Uint8Array(zipSync(entries, { level: 0 }));
    bytes.set(bytesOf("damaged"), strFromU8(bytes, true).indexOf("picture"));
    expect(readCaptions({ path: "x.zip", bytes })).toEqual({
      rows: [{ file: "a/1.txt", caption: "one" }],
      problems: ["300 of its files are no files of captions."],
    });
    const one = zipSync({ "a.jpg": bytesOf("picture"), "a.txt": bytesOf("one") });
    expect(readCaptions({ path: "x.zip", bytes: new Uint8Array(one) }).problems).toEqual([
      "a.jpg: it is no file of captions.",
    ]);
  });

  test("an entry of an archive may hold more captions than a call takes arguments", () => {
    const table = bytesOf(`file,caption\n${"a,b\n".repeat(200_000)}`);
    const bytes = new Uint8Array(zipSync({ "x.csv": table }));
    expect(readCaptions({ path: "x.zip", bytes }).rows).toHaveLength(200_000);
  });
});

describe("rows find their images", () => {
  test("by the end of a path that occurs once, never by a guess", () => {
    const images = ["cats/a.jpg", "dogs/a.jpg", "dogs/b.jpg"];
    const row = (file: string, caption: string): { file: string; caption: string } => ({
      file,
      caption,
    });
    const { captions, unknownRows, repeatedRows } = matchRows(images, [
      row("a.jpg", "either"),
      row("b.jpg", "b"),
      row("./images/cats/a.jpg", "a"),
      row("dogs/b.jpg", "again"),
      row("constructor", "none"),
    ]);
    expect([...captions]).toEqual([
      ["dogs/b.jpg", "b"],
      ["cats/a.jpg", "a"],
    ]);
    expect([unknownRows, repeatedRows]).toEqual([2, 1]);
  });

  test("a text that is too long to be a caption is left out and named, and the image keeps its other row", () => {
    const long = "word ".repeat(2001);
    const { captions, tooLong, unknownRows } = matchRows(
      ["a.jpg", "b.jpg"],
      [
        { file: "a.jpg", caption: long },
        { file: "a.jpg", caption: "short" },
        { file: "b.jpg", caption: long.slice(0, 10_000) },
        { file: "c.jpg", caption: long },
      ],
    );
    expect([...captions.keys()]).toEqual(["a.jpg", "b.jpg"]);
    expect(captions.get("a.jpg")).toBe("short");
    expect([tooLong, unknownRows]).toEqual([["a.jpg"], 1]);
  });

  test("a .txt gives its text to the image beside it", () => {
    const { captions } = matchRows(["x/cup.jpg", "cup.png"], [{ file: "x/cup.txt", caption: "c" }]);
    expect([...captions]).toEqual([["x/cup.jpg", "c"]]);
  });
});

test("cells of comma-separated text are exact, and end where a quote is never closed", () => {
  const cells = [HOSTILE.slice(0, 9), HOSTILE.slice(8)];
  expect(csvRows(csvText(cells))).toEqual({
    rows: cells,
    // The first row holds four line ends, CR LF being one, and closes with a fifth.
    lines: [1, 6],
    unclosedLine: null,
  });
  expect(csvRows('a,b\r\n"c\nd",e\nf,"g\nh,i')).toEqual({
    rows: [
      ["a", "b"],
      ["c\nd", "e"],
    ],
    lines: [1, 2],
    unclosedLine: 4,
  });
  expect(csvRows("a,\r\n\r\n,b\rc,d,").rows).toEqual([
    ["a", ""],
    ["", "b"],
    ["c", "d", ""],
  ]);
});
