/** labels.csv, .tsv, .json or .jsonl: a row an image with its file, its label and, where given, its part of the split and its caption. */

import { StudioError } from "../../../errors.ts";
import type { DatasetProblem, Part } from "../../artifacts.ts";
import type { FolderListing } from "../folder-listing.ts";
import { imageFinder } from "./image-finder.ts";
import type { ImageLabel, LayoutReader } from "./layout-reader.ts";
import { partNamed } from "./part-names.ts";
import { tableRows } from "./table-rows.ts";

/** Names that a column may go by. */
export const COLUMN_WORDS = {
  file: [
    "file",
    "filename",
    "file_name",
    "file name",
    "filepath",
    "path",
    "image",
    "img",
    "image_path",
    "name",
  ],
  label: [
    "label",
    "labels",
    "class",
    "classname",
    "class_name",
    "class name",
    "category",
    "target",
  ],
  split: ["split", "part", "set", "subset", "partition", "fold"],
  caption: ["caption", "text", "description", "title"],
  domain: ["domain", "style"],
  group: ["group"],
} as const;
type Column = keyof typeof COLUMN_WORDS;

type Columns = Readonly<Record<Column, number | null>>;

export const labelsTable: LayoutReader = {
  layout: "labels-table",
  fit: (listing, tableText) =>
    tableText !== null && whyTableUnusable(listing, tableText) === null ? "likely" : "no",
  read: (listing, tableText) => {
    const tablePath = listing.tablePaths[0] ?? "labels.csv";
    const reason = whyTableUnusable(listing, tableText ?? "");
    if (reason !== null) {
      throw new StudioError("dataset/bad-labels-table", reason, { path: tablePath });
    }
    return readRows(listing, tablePath, tableText ?? "");
  },
};

/** Null when the table has columns for file and label and names at least one image of the folder. */
export function whyTableUnusable(listing: FolderListing, tableText: string): string | null {
  const rows = tableRows(listing.tablePaths[0] ?? "", tableText);
  if (rows.length === 0) return "The table is empty.";
  const find = imageFinder(listing);
  const found = columnsOf(rows[0]!, find);
  if (found === null) return "The table needs the columns file and label.";
  const { columns, firstRow } = found;
  const names = rows.slice(firstRow).map((row) => cellAt(row, columns.file));
  return names.some((name) => find(name) !== null)
    ? null
    : "No row of the table names an image of this folder.";
}

function readRows(
  listing: FolderListing,
  tablePath: string,
  tableText: string,
): { labels: ReadonlyMap<string, ImageLabel>; problems: readonly DatasetProblem[] } {
  const labels = new Map<string, ImageLabel>();
  const problems: DatasetProblem[] = [];
  const problem = (path: string, reason: string): void => {
    problems.push({ path, reason, skipped: false });
  };
  let end = Infinity;
  const rows = tableRows(listing.tablePaths[0] ?? "", tableText, (row) => {
    end = row;
    problem(
      tablePath,
      `Row ${row + 1} opens a quote that is never closed: it and all after it are not read.`,
    );
  });
  const find = imageFinder(listing);
  const found = columnsOf(rows[0]!, find)!;
  for (let index = found.firstRow; index < Math.min(rows.length, end); index++) {
    const row = rows[index]!;
    const file = cellAt(row, found.columns.file);
    const path = find(file);
    if (path === null) {
      problem(
        tablePath,
        file === ""
          ? `Row ${index + 1} names no file.`
          : `Row ${index + 1} names ${file}, which is not in the folder.`,
      );
    } else if (labels.has(path)) {
      problem(path, `Named again in row ${index + 1} of ${tablePath}; the first row counts.`);
    } else {
      const partWord = cellAt(row, found.columns.split);
      const part: Part | null = partNamed(partWord);
      if (partWord !== "" && part === null) {
        problem(
          path,
          `Row ${index + 1} of ${tablePath} has the split ${partWord}; expected train, validation or test. It counts as empty.`,
        );
      }
      const domain = cellAt(row, found.columns.domain);
      const group = cellAt(row, found.columns.group);
      labels.set(path, {
        className: cellAt(row, found.columns.label) || null,
        part,
        caption: cellAt(row, found.columns.caption) || null,
        ...(domain === "" ? {} : { domain }),
        ...(group === "" ? {} : { group }),
      });
    }
  }
  return { labels, problems };
}

/** A table without a header still counts when its first cell names an image: file, label, split, caption in that order. */
function columnsOf(
  header: readonly string[],
  find: (name: string) => string | null,
): { readonly columns: Columns; readonly firstRow: 0 | 1 } | null {
  const words = header.map((cell) => cell.trim().toLowerCase());
  const position = (column: Column): number | null => {
    const known: readonly string[] = COLUMN_WORDS[column];
    // The first synonym that occurs wins, so that "file" goes before "name".
    const word = known.find((candidate) => words.includes(candidate));
    return word === undefined ? null : words.indexOf(word);
  };
  const columns = {
    file: position("file"),
    label: position("label"),
    split: position("split"),
    caption: position("caption"),
    domain: position("domain"),
    group: position("group"),
  };
  if (columns.file !== null && columns.label !== null) return { columns, firstRow: 1 };
  if (header.length < 2 || find(header[0]!) === null) return null;
  return {
    columns: { file: 0, label: 1, split: 2, caption: 3, domain: null, group: null },
    firstRow: 0,
  };
}

function cellAt(row: readonly string[], column: number | null): string {
  return column === null ? "" : (row[column] ?? "").trim();
}
