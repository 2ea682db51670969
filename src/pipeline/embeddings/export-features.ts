/** A data set and its features as files that importFeatures, NumPy, PyTorch, pandas or a spreadsheet read. */

import { strToU8, zipSync } from "fflate";
import { columnPlace } from "./feature-files/column-place.ts";
import {
  featureTable,
  rowsOf,
  type ExportedFeatures,
  type FeatureTable,
  type TableColumn,
} from "./feature-files/feature-table.ts";
import { writeParquet } from "./feature-files/write-parquet.ts";
import { csvText, jsonList, jsonText } from "./feature-files/write-table.ts";
import type { ImportFile } from "./imported-features.ts";
import { writeNpy, type NpyArray } from "./write-npy.ts";
import { writeSafetensors, type NamedTensor } from "./write-safetensors.ts";

export const EXPORT_FORMATS = ["npz", "safetensors", "npy", "parquet", "csv", "json"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The first moment that a .zip can name, in local time as there: files do not depend on when they are written. */
const ZIP_TIME = "1980-01-01T00:00:00";

/**
 * Image features, text features and class texts where there are any, labels, file names, splits, captions and published draws. What goes out comes back
 * bit by bit. "npy" is a .npy and a .json for each part, "parquet" and "csv" are one table
 * of examples and, with class texts, one of classes.
 */
export function exportFeatures(
  features: ExportedFeatures,
  format: ExportFormat,
): readonly ImportFile[] {
  const table = featureTable(features);
  const name = fileName(features.dataset.name);
  const columns = [...table.examples, ...table.classes];
  switch (format) {
    case "npz":
      return [{ path: `${name}.npz`, bytes: writeNpz(columns) }];
    case "safetensors":
      return [{ path: `${name}.safetensors`, bytes: writeTensors(columns, table.model) }];
    case "json":
      return [
        textFile(
          `${name}.json`,
          jsonText([["model", JSON.stringify(table.model)], ...columns.map(jsonEntry)]),
        ),
      ];
    case "npy":
      return npyFiles(name, table, features);
    case "parquet":
      return namedTables(table, features).map(([suffix, some]) => ({
        path: `${name}${suffix}.parquet`,
        bytes: writeParquet(some),
      }));
    case "csv":
      return namedTables(table, features).map(([suffix, some]) =>
        textFile(`${name}${suffix}.csv`, csvText(some)),
      );
  }
}

/** The data set's name, unless the reader would take a word of it for something else ("test images"). */
function fileName(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}_-]+/gu, "_").replaceAll(/^_+|_+$/g, "");
  const { set, part, shard, hint } = columnPlace(`${safe}.npy`, "", false);
  return set === safe && part === null && shard === null && hint === null && safe !== ""
    ? safe
    : "features";
}

function textFile(path: string, text: string): ImportFile {
  return { path, bytes: strToU8(text) };
}

function jsonEntry(column: TableColumn): readonly [string, string] {
  return [column.key, jsonList(column)];
}

/** Not packed further, as NumPy leaves them: floats hardly get smaller. */
function writeNpz(columns: readonly TableColumn[]): Uint8Array<ArrayBuffer> {
  const entries = columns.map(
    (column) => [`${column.key}.npy`, writeNpy(npyArray(column))] as const,
  );
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: ZIP_TIME });
}

function npyArray(column: TableColumn): NpyArray {
  switch (column.kind) {
    case "texts":
      return { texts: column.values };
    case "integers":
      return { shape: [column.values.length], values: column.values };
    case "matrix":
      return {
        shape: [column.matrix.rows, column.matrix.dimension],
        values: column.matrix.values,
      };
  }
}

/** Safetensors hold numbers only: texts are lists in JSON in the metadata. */
function writeTensors(columns: readonly TableColumn[], model: string): Uint8Array<ArrayBuffer> {
  const tensors: NamedTensor[] = [];
  const metadata: Record<string, string> = { model };
  for (const column of columns) {
    const array = npyArray(column);
    if ("texts" in array) metadata[column.key] = JSON.stringify(array.texts);
    else tensors.push({ name: column.key, ...array });
  }
  return writeSafetensors(tensors, metadata);
}

/** Tables of cells that a person reads: classes by name. */
function namedTables(
  { examples, classes }: FeatureTable,
  { dataset }: ExportedFeatures,
): readonly (readonly [suffix: string, columns: readonly TableColumn[]])[] {
  const named = examples.map((column): TableColumn => {
    if (column.key !== "labels" || column.kind !== "integers") return column;
    const values = Array.from(column.values, (label) => dataset.classNames[label] ?? "");
    return { key: "labels", kind: "texts", values };
  });
  return classes.some(({ kind }) => kind === "matrix")
    ? [
        ["", named],
        [".classes", classes],
      ]
    : [["", named]];
}

/** As in the folder of CLIP features that the published figures are measured on: a matrix a part, and what belongs to its rows beside it. */
function npyFiles(
  name: string,
  { examples, classes, model }: FeatureTable,
  { parts, dataset }: ExportedFeatures,
): readonly ImportFile[] {
  const manifest = { model, datasets: { [name]: { classes: dataset.classNames } } };
  const files: ImportFile[] = [textFile("manifest.json", `${JSON.stringify(manifest)}\n`)];
  const words = { train: ".train", validation: ".val", test: ".test" } as const;
  for (const part of ["train", "validation", "test", null] as const) {
    const rows = parts.flatMap((own, row) => (own === part ? [row] : []));
    if (rows.length === 0) continue;
    const suffix = part === null ? "" : words[part];
    files.push(
      ...partFiles(
        name,
        suffix,
        examples.map((column) => rowsOf(column, rows)),
      ),
    );
  }
  const texts = classes.find(({ kind }) => kind === "matrix");
  if (texts !== undefined) {
    const names = classes.filter(({ kind }) => kind === "texts").map(jsonEntry);
    files.push(
      { path: `${name}.class_text.npy`, bytes: writeNpy(npyArray(texts)) },
      textFile(`${name}.class_text.json`, jsonText(names)),
    );
  }
  return files;
}

function partFiles(name: string, suffix: string, columns: readonly TableColumn[]): ImportFile[] {
  const files = columns.flatMap((column): ImportFile[] => {
    if (column.kind !== "matrix") return [];
    const role = column.key === "image" ? "" : `.${column.key}`;
    return [{ path: `${name}${role}${suffix}.npy`, bytes: writeNpy(npyArray(column)) }];
  });
  const shots = columns.flatMap((column) =>
    column.kind === "integers" && column.key.startsWith("shots_")
      ? [[column.key.slice("shots_".length), JSON.stringify(placesOf(column.values))] as const]
      : [],
  );
  const lists = columns.filter(({ key, kind }) => kind !== "matrix" && !key.startsWith("shots_"));
  const drawn = shots.some(([, places]) => places !== "[]");
  const entries = [
    ...lists.map(jsonEntry),
    ...(drawn ? [["shots", jsonText(shots).trim()] as const] : []),
  ];
  return [...files, textFile(`${name}${suffix}.json`, jsonText(entries))];
}

function placesOf(flags: Int32Array): readonly number[] {
  return Array.from(flags, (flag, row) => (flag === 1 ? row : -1)).filter((row) => row >= 0);
}
