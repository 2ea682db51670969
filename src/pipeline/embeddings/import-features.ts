/** Files of features that were computed elsewhere, to a sheet that says what they hold and how it was joined, and to the data set that comes of it. */

import { StudioError } from "../../errors.ts";
import { directoriesOf, sameNameKey } from "../dataset/file-path.ts";
import { compareCodePoints } from "../dataset/code-point-order.ts";
import { assembleImport, classNamesOf } from "./assemble-import.ts";
import { namedLabels } from "./class-names.ts";
import { columnRoles, type PlacedColumn } from "./column-roles.ts";
import { matrixOf, type FeatureColumn, type FileContents } from "./feature-files/feature-column.ts";
import { featureReader } from "./feature-files/read-feature-file.ts";
import { foundArray } from "./found-array.ts";
import { importGaps } from "./import-gaps.ts";
import { findClassTexts, type FoundClassTexts } from "./imported-class-texts.ts";
import type {
  ImportChoices,
  ImportedFeatures,
  ImportFile,
  ImportProblem,
  ImportSheet,
} from "./imported-features.ts";
import { importedRows, type ImportedRow } from "./imported-rows.ts";
import { joinRows } from "./join-rows.ts";

/**
 * Reads .npy, .npz, .safetensors, .parquet, .csv, .tsv, .json and .jsonl; a file that cannot be read stands in `problems` and the rest goes on.
 *
 * Matrices of a set (the words of a path that name no part, role or shard) are put below each other. What stands beside a matrix is joined to its rows
 * by place, where part, shard and number of rows are equal, and else by file name. Examples are in code-point order of their file names.
 */
export function importFeatures(
  files: readonly ImportFile[],
  choices: ImportChoices,
): Promise<ImportSheet> {
  return Promise.resolve(importSheet(files, choices));
}

function importSheet(files: readonly ImportFile[], choices: ImportChoices): ImportSheet {
  const problems: ImportProblem[] = [];
  const contents: FileContents[] = [];
  for (const file of files.toSorted((a, b) => compareCodePoints(a.path, b.path))) {
    try {
      const read = featureReader(file);
      if (read === null) continue;
      const one = read(file.bytes, file.path);
      contents.push(one);
      problems.push(...one.problems);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      problems.push({ path: file.path, reason: error.message });
    }
  }
  const directory = sharedDirectory(contents.flatMap(({ columns }) => columns));
  const placed = columnRoles(
    contents.flatMap(({ columns }) => columns),
    directory,
    choices.roles,
  );
  const folder = directory.split("/").at(-2) ?? "features";
  const sets = setsOf(placed);
  const chosen =
    choices.set === null ? sets[0] : sets.find((set) => (set || folder) === choices.set);
  const sheet = {
    sets: sets.map((set) => set || folder),
    chosenSet: chosen === undefined ? null : chosen || folder,
    arrays: placed.map(foundArray),
    problems,
  };
  if (chosen === undefined) {
    const missing =
      choices.set === null || sets.length === 0
        ? "No image features: a matrix of floats with a row for each image is needed."
        : `No set is called ${choices.set}.`;
    return { ...sheet, joins: [], missing: [missing], features: null };
  }
  return { ...sheet, ...importSet(chosen, chosen || folder, contents, placed, choices) };
}

/** "a/b/" of a/b/c.npy and a/b/d/e.npy; "" where they share none. */
function sharedDirectory(columns: readonly FeatureColumn[]): string {
  const [first, ...rest] = columns.map(({ path }) => directoriesOf(path));
  let shared = first?.length ?? 0;
  for (const directories of rest) {
    let same = 0;
    while (same < shared && directories[same] === first![same]) same++;
    shared = same;
  }
  return (first ?? [])
    .slice(0, shared)
    .map((name) => `${name}/`)
    .join("");
}

function setsOf(placed: readonly PlacedColumn[]): readonly string[] {
  const images = placed.filter(({ role, column }) => role === "image-features" && matrixOf(column));
  return [...new Set(images.map(({ place }) => place.set))].toSorted(compareCodePoints);
}

function imagesOf(placed: readonly PlacedColumn[], set: string): readonly PlacedColumn[] {
  return placed.filter(
    ({ role, place, column }) =>
      role === "image-features" && place.set === set && matrixOf(column) !== null,
  );
}

/** Matrices that are put below each other have one width. */
function whyUneven(kind: string, columns: readonly FeatureColumn[]): string | null {
  const widths = columns.map((column) => matrixOf(column)!.dimension);
  if (new Set(widths).size < 2) return null;
  const each = columns.map(({ name }, i) => `${name} has ${widths[i]!}`).join(", ");
  return `${kind} features of one width: ${each}.`;
}

type SetResult = Pick<ImportSheet, "joins" | "missing" | "features">;

function importSet(
  set: string,
  name: string,
  contents: readonly FileContents[],
  placed: readonly PlacedColumn[],
  choices: ImportChoices,
): SetResult {
  const images = imagesOf(placed, set);
  const uneven = whyUneven(
    "Image",
    images.map(({ column }) => column),
  );
  if (uneven !== null) return { joins: [], missing: [uneven], features: null };
  const fitsAnySet = new Set(
    contents.flatMap(({ columns, fitsAnySet: fits }) =>
      fits ? columns.map(({ path }) => path) : [],
    ),
  );
  const { units, joins } = joinRows(images, placed, fitsAnySet);
  const textColumns = units.flatMap(({ columns }) => columns.get("text-features")?.column ?? []);
  const unevenText = whyUneven("Text", textColumns);
  if (unevenText !== null) return { joins, missing: [unevenText], features: null };
  const manifests = new Map(contents.flatMap(({ classNamesOfSet }) => [...classNamesOfSet]));
  const named = units.map((unit) => namedLabels(unit, placed, manifests));
  const read = units.map((unit, i) => importedRows(unit, named[i]!.names));
  const rows = read.flatMap((one) => one.rows);
  const classNames = classNamesOf(rows);
  const texts = findClassTexts(
    placed,
    classNames,
    named.find(({ list }) => list !== null)?.list ?? null,
  );
  const allJoins = [
    ...joins,
    ...new Set(named.flatMap(({ source }) => source ?? [])),
    ...texts.joins,
  ];
  const kept = choices.onlyClassesWithText ? withText(rows, texts.found) : rows;
  const missing = importGaps(
    rows,
    named,
    classNames.length,
    texts.found,
    choices.onlyClassesWithText,
  );
  if (kept.length === 0) return { joins: allJoins, missing, features: null };
  const features: ImportedFeatures = assembleImport({
    name,
    rows: kept,
    problems: read.flatMap((one) => one.problems),
    classTexts: texts.found,
    model: contents.find(({ model }) => model !== null)?.model ?? null,
    imageSource: images[0]!.column.name,
    textSource: textColumns[0]?.name ?? null,
  });
  return { joins: allJoins, missing, features };
}

/** Rows of classes that have a text, and rows without a label. */
function withText(
  rows: readonly ImportedRow[],
  texts: FoundClassTexts | null,
): readonly ImportedRow[] {
  return rows.filter(
    ({ className }) => className === null || texts?.rowOf.has(sameNameKey(className)) === true,
  );
}
