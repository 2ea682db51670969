/** What every reader of a feature file gives: columns of rows, before anything is said about what they mean. */

import type { ImportProblem } from "../imported-features.ts";
import type { ElementType, NumberArray } from "../number-array.ts";

/** `decimal` is a number written in digits (CSV, JSON), read as float64. */
type ColumnType = ElementType | "decimal" | "string";

interface NumberCells {
  readonly kind: "numbers";
  readonly type: ColumnType;
  /** [rows] or [rows, dimension]; anything else is listed and left out. */
  readonly shape: readonly number[];
  readonly values: NumberArray["values"];
}

interface TextCells {
  readonly kind: "texts";
  /** "" where there is none. */
  readonly values: readonly string[];
}

type ColumnCells = NumberCells | TextCells;

export interface FeatureColumn {
  /** "oxford_pets.train.npy", "features.npz/image": unique among the files. */
  readonly name: string;
  /** The file. Columns of one file and one length are rows of one table. */
  readonly path: string;
  /** Its name inside the file; "" where the file is the column. */
  readonly key: string;
  readonly cells: ColumnCells;
}

export interface FileContents {
  readonly columns: readonly FeatureColumn[];
  /** Class names by set, of a manifest. */
  readonly classNamesOfSet: ReadonlyMap<string, readonly string[]>;
  /** The encoder, where the file names it. */
  readonly model: string | null;
  /** True for a table that names the images of a set in another spelling: only its file names say which (split_zhou_OxfordPets.json). */
  readonly fitsAnySet: boolean;
  /** Columns that are left out, and why. */
  readonly problems: readonly ImportProblem[];
}

export function columnsOnly(columns: readonly FeatureColumn[]): FileContents {
  return { columns, classNamesOfSet: new Map(), model: null, fitsAnySet: false, problems: [] };
}

export function columnName(path: string, key: string): string {
  return key === "" ? path : `${path}/${key}`;
}

export function arrayColumn(path: string, key: string, array: NumberArray): FeatureColumn {
  const { elementType, shape, values } = array;
  return {
    name: columnName(path, key),
    path,
    key,
    cells: { kind: "numbers", type: elementType, shape, values },
  };
}

export function textColumn(path: string, key: string, values: readonly string[]): FeatureColumn {
  return { name: columnName(path, key), path, key, cells: { kind: "texts", values } };
}

export function rowCount({ cells }: FeatureColumn): number {
  if (cells.kind === "texts") return cells.values.length;
  const [rows = 1] = cells.shape;
  return rows;
}

/** A matrix [rows, dimension] of floats, the only form that features have; null for anything else. */
export function matrixOf({
  cells,
}: FeatureColumn): { rows: number; dimension: number; values: NumberArray["values"] } | null {
  if (cells.kind !== "numbers" || cells.shape.length !== 2) return null;
  if (!/^(float|decimal)/.test(cells.type)) return null;
  const [rows, dimension] = cells.shape;
  return dimension === 0 ? null : { rows: rows!, dimension: dimension!, values: cells.values };
}
