/** Captions from a file: JSON lines, JSON, CSV, COCO captions, and a .zip of .txt files or of any of these. */

import { StudioError } from "../../../errors.ts";
import { jsonIn } from "../../dataset/coop-rows.ts";
import { extensionOf } from "../../dataset/file-path.ts";
import { utf8Text } from "../../dataset/utf8-text.ts";
import { zipEntries } from "../../dataset/zip-entries.ts";
import { badFile } from "./bad-file.ts";
import type { CaptionFile, CaptionRow, ReadCaptions } from "./caption-row.ts";
import { captionsOfTable, NO_ROWS, TABLE_NEEDS } from "./caption-table.ts";
import { csvRows } from "./csv-text.ts";

/** Lines that one sentence names. */
const MOST_NAMED_LINES = 10;
const TEXTS: readonly string[] = ["txt", "jsonl", "ndjson", "json", "csv", "tsv"];
const NO_TEXT = "it is no file of captions.";

/** @throws StudioError captions/bad-file when the file cannot be read or holds no caption */
export function readCaptions({ path, bytes }: CaptionFile): ReadCaptions {
  const read = extensionOf(path) === "zip" ? readArchive(path, bytes) : readText(path, bytes);
  if (read.rows.length === 0) throw badFile(path, read.problems[0] ?? "it holds no caption.");
  return read;
}

function readArchive(path: string, bytes: Uint8Array): ReadCaptions {
  const rows: CaptionRow[] = [];
  const problems: string[] = [];
  const others: string[] = [];
  try {
    for (const entry of zipEntries(bytes, path)) {
      if (entry.path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX")) {
        continue;
      }
      if (!isText(entry.path)) {
        others.push(entry.path);
        continue;
      }
      const read = readText(entry.path, entry.bytes());
      // One by one: a call takes no more arguments than its stack holds.
      for (const row of read.rows) rows.push(row);
      problems.push(...read.problems.map((problem) => `${entry.path}: ${problem}`));
    }
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    throw badFile(path, error.message);
  }
  return { rows, problems: [...problems, ...noTexts(others)] };
}

/** Counted, since each caption may lie beside its image. */
function noTexts(paths: readonly string[]): readonly string[] {
  if (paths.length > 1) return [`${paths.length} of its files are no files of captions.`];
  return paths.map((path) => `${path}: ${NO_TEXT}`);
}

function isText(path: string): boolean {
  return TEXTS.includes(extensionOf(path));
}

function readText(path: string, bytes: Uint8Array): ReadCaptions {
  if (!isText(path)) return nothing(NO_TEXT);
  const extension = extensionOf(path);
  const text = utf8Text(bytes);
  if (text === null) return nothing("it is no UTF-8 text.");
  // A .txt is its caption, and that may be empty.
  if (extension !== "txt" && text.trim() === "") return nothing(NO_ROWS);
  switch (extension) {
    case "txt":
      // A line end closes the text, as editors write it; it is no part of the caption.
      return { rows: [{ file: path, caption: text.replace(/\r?\n$/, "") }], problems: [] };
    case "json":
      return ofJson(jsonIn(text));
    case "csv":
    case "tsv":
      return ofCsv(text);
    default:
      return ofLines(text);
  }
}

function nothing(problem: string): ReadCaptions {
  return { rows: [], problems: [problem] };
}

function ofCsv(text: string): ReadCaptions {
  const { rows, lines, unclosedLine } = csvRows(text);
  const [header = []] = rows;
  const fits = (cells: readonly string[]): boolean =>
    cells.slice(header.length).every((cell) => cell.trim() === "");
  const read = captionsOfTable(header, rows.slice(1).filter(fits));
  const tooLong = lines.filter((_, row) => !fits(rows[row]!));
  const unclosed =
    unclosedLine === null
      ? []
      : [
          `Line ${unclosedLine} opens a quote that is never closed: that row and all after it are not read.`,
        ];
  return { rows: read.rows, problems: [...unclosed, ...read.problems, ...tooLongRows(tooLong)] };
}

/** A comma that should stand in quotes cuts a caption off, so that what is left of it is not taken for the whole. */
function tooLongRows(lines: readonly number[]): readonly string[] {
  if (lines.length === 0) return [];
  const named = lines.slice(0, MOST_NAMED_LINES).join(", ");
  const more = lines.length > MOST_NAMED_LINES ? ", …" : "";
  return [
    `${lines.length} rows have more cells than the header and are not read (lines: ${named}${more}): a cell that holds the separator needs quotes.`,
  ];
}

function ofLines(text: string): ReadCaptions {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map(jsonIn);
  const broken = values.filter((value) => value === undefined).length;
  const { rows, problems } = ofObjects(values.filter((value) => value !== undefined));
  const noJson = broken === 0 ? [] : [`${broken} of ${lines.length} lines are no JSON.`];
  return { rows, problems: [...noJson, ...problems] };
}

function ofJson(json: unknown): ReadCaptions {
  if (json === undefined) return nothing("it is no JSON.");
  if (Array.isArray(json)) return json.length === 0 ? nothing(NO_ROWS) : ofObjects(json);
  const { images, annotations } = membersOf(json);
  if (Array.isArray(images) && Array.isArray(annotations)) return ofCoco(images, annotations);
  const pairs = Object.entries(membersOf(json)).flatMap(([file, caption]) =>
    typeof caption === "string" ? [{ file, caption }] : [],
  );
  return pairs.length === 0 ? nothing(TABLE_NEEDS) : { rows: pairs, problems: [] };
}

function ofObjects(values: readonly unknown[]): ReadCaptions {
  const objects = values.map(membersOf);
  const keys = [...new Set(objects.flatMap(Object.keys))];
  const rows = objects.map((object) =>
    keys.map((key) => {
      const value = Object.hasOwn(object, key) ? object[key] : undefined;
      return typeof value === "string" ? value : null;
    }),
  );
  return captionsOfTable(keys, rows);
}

/** Of several captions of an image the first one counts. */
function ofCoco(images: readonly unknown[], annotations: readonly unknown[]): ReadCaptions {
  const fileOf = new Map(
    images.map(membersOf).map(({ id, file_name: file }) => [id, file] as const),
  );
  const rows = new Map<string, CaptionRow>();
  let further = 0;
  let without = 0;
  for (const { image_id: image, caption } of annotations.map(membersOf)) {
    const file = fileOf.get(image);
    if (typeof file !== "string" || typeof caption !== "string") without += 1;
    else if (rows.has(file)) further += 1;
    else rows.set(file, { file, caption });
  }
  const problems = [
    ...(further === 0 ? [] : [`${further} further captions of the same images were passed over.`]),
    ...(without === 0 ? [] : [`${without} annotations name no image or hold no caption.`]),
  ];
  return { rows: [...rows.values()], problems };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
