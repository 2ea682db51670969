/** Reads what JSON holds beside features: labels, file names, shots, class names, splits; and features written out in digits. */

import { coopRows } from "../../dataset/coop-rows.ts";
import { unreadableFile } from "../../dataset/unreadable-file.ts";
import { utf8Text } from "../../dataset/utf8-text.ts";

import {
  columnName,
  columnsOnly,
  textColumn,
  type FeatureColumn,
  type FileContents,
} from "./feature-column.ts";
import { tableColumns } from "./table-columns.ts";

/** @throws StudioError embeddings/unreadable-file */
export function readJson(bytes: Uint8Array, path: string): FileContents {
  const text = jsonText(bytes, path);
  return contentsOf(parsed(text, path, "it is no JSON"), path);
}

/** One object a line. @throws StudioError embeddings/unreadable-file */
export function readJsonLines(bytes: Uint8Array, path: string): FileContents {
  const rows = jsonText(bytes, path)
    .split("\n")
    .flatMap((line, i) =>
      line.trim() === "" ? [] : [parsed(line, path, `line ${i + 1} is no JSON`)],
    );
  return contentsOf(rows, path);
}

function jsonText(bytes: Uint8Array, path: string): string {
  const text = utf8Text(bytes);
  if (text === null) throw unreadableFile(path, "it is no UTF-8 text", null);
  return text;
}

function parsed(text: string, path: string, reason: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadableFile(path, reason, null);
  }
}

function contentsOf(value: unknown, path: string): FileContents {
  if (Array.isArray(value)) {
    return columnsOnly(
      value.every(isRecord) && value.length > 0
        ? tableColumns(path, recordColumns(value))
        : listColumns(path, "", value),
    );
  }
  if (!isRecord(value)) throw unreadableFile(path, "it holds neither a list nor an object", null);
  const split = coopColumns(value, path);
  if (split !== null) return { ...columnsOnly(split), fitsAnySet: true };
  return {
    ...columnsOnly(objectColumns(value, path)),
    classNamesOfSet: manifestClasses(value),
    model: typeof value["model"] === "string" ? value["model"] : null,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Cells by column of a list of objects; undefined where an object lacks one. */
function recordColumns(
  rows: readonly Readonly<Record<string, unknown>>[],
): ReadonlyMap<string, readonly unknown[]> {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)));
  return new Map(
    [...keys].map((key) => [key, rows.map((row) => (Object.hasOwn(row, key) ? row[key] : ""))]),
  );
}

function listColumns(path: string, key: string, list: readonly unknown[]): FeatureColumn[] {
  return tableColumns(path, new Map([[key, list]]));
}

/** { labels: [...], files: [...], shots: { "4": [row, ...] } } */
function objectColumns(object: Readonly<Record<string, unknown>>, path: string): FeatureColumn[] {
  const lists = Object.entries(object).flatMap(([key, value]) =>
    Array.isArray(value) ? [[key, value] as const] : [],
  );
  const columns = lists.flatMap(([key, list]) => listColumns(path, key, list));
  const shots = object["shots"];
  if (!isRecord(shots)) return columns;
  const listed = lists.find(([key]) => key === "labels" || key === "files") ?? lists[0];
  const rows = listed === undefined ? 0 : listed[1].length;
  return [
    ...columns,
    ...Object.entries(shots).map(([count, drawn]): FeatureColumn => {
      const key = `shots_${count}`;
      const flags = new Uint8Array(rows);
      const drawnRows: readonly unknown[] = Array.isArray(drawn) ? drawn : [drawn];
      for (const row of drawnRows) {
        if (typeof row !== "number" || !(row in flags)) {
          throw unreadableFile(
            path,
            `its ${count} shots name the row ${String(row)} of ${rows}`,
            null,
          );
        }
        flags[row] = 1;
      }
      const cells = { kind: "numbers", type: "uint8", shape: [rows], values: flags } as const;
      return { name: columnName(path, key), path, key, cells };
    }),
  ];
}

/** Class, part and path of a split of CoOp; null for anything else. */
function coopColumns(object: object, path: string): FeatureColumn[] | null {
  const rows = coopRows(object);
  return rows === null
    ? null
    : [
        textColumn(
          path,
          "files",
          rows.map((row) => row.path),
        ),
        textColumn(
          path,
          "labels",
          rows.map((row) => row.className),
        ),
        textColumn(
          path,
          "splits",
          rows.map((row) => row.part),
        ),
      ];
}

/** { datasets: { oxford_pets: { classes: [...] } } } */
function manifestClasses(
  object: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, readonly string[]> {
  const sets = object["datasets"];
  return new Map(
    Object.entries(isRecord(sets) ? sets : {}).flatMap(([set, entry]) => {
      const classes = isRecord(entry) ? entry["classes"] : null;
      return isTexts(classes) ? [[set, classes] as const] : [];
    }),
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
