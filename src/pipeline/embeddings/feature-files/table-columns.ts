/** Columns of a table whose cells are text or numbers as written: numbered columns (image_0, image_1, ...) become one matrix. */

import { columnPlace } from "./column-place.ts";
import { columnName, textColumn, type FeatureColumn } from "./feature-column.ts";

type Cells = readonly unknown[];

/**
 * @param cells by the column's name; numbers, texts that may be numbers, lists of numbers, "" or null for none
 * @returns matrices and vectors of numbers, and texts
 */
export function tableColumns(path: string, cells: ReadonlyMap<string, Cells>): FeatureColumn[] {
  const groups = new Map<string, [key: string, values: Cells][]>();
  const columns: FeatureColumn[] = [];
  for (const [key, values] of cells) {
    const prefix = /^(.*?)[ _.-]?\d+$/s.exec(key)?.[1];
    if (prefix === undefined || isShots(key) || !values.every(isNumeric)) {
      columns.push(singleColumn(path, key, values));
    } else {
      const group = groups.get(prefix) ?? [];
      group.push([key, values]);
      groups.set(prefix, group);
    }
  }
  for (const [prefix, group] of groups) {
    const width = group.length;
    columns.push(
      width === 1
        ? singleColumn(path, ...group[0]!)
        : numberColumn(path, prefix, [group[0]![1].length, width], (i) =>
            numberIn(group[i % width]![1][Math.floor(i / width)]),
          ),
    );
  }
  return columns;
}

/** shots_1, shots_16: one column each, not the columns of a matrix. */
function isShots(key: string): boolean {
  return /^shots[ _.-]?\d+$/i.test(key);
}

/** Roles whose cells are names even where all of them are digits: "000012" is no 12. */
const NAMES: ReadonlySet<string> = new Set([
  "file-names",
  "labels",
  "captions",
  "splits",
  "class-names",
]);

function singleColumn(path: string, key: string, values: Cells): FeatureColumn {
  if (values.length > 0 && values.every((value) => typeof value === "string")) {
    return values.every(isNumeric) && !NAMES.has(columnPlace("", key, false).hint?.role ?? "")
      ? numberColumn(path, key, [values.length], (i) => numberIn(values[i]))
      : textColumn(path, key, values);
  }
  const width = commonWidth(values);
  if (width !== null) {
    return numberColumn(path, key, [values.length, width], (i) => {
      const row = values[Math.floor(i / width)];
      return numberIn(Array.isArray(row) ? row[i % width] : null);
    });
  }
  if (values.every((value) => value === null || value === "" || typeof value === "number")) {
    return numberColumn(path, key, [values.length], (i) => numberIn(values[i]));
  }
  return textColumn(path, key, values.map(textIn));
}

/** Of lists of numbers that are all equally long; null for anything else. */
function commonWidth(values: Cells): number | null {
  const [first] = values;
  if (!Array.isArray(first)) return null;
  const right = values.every(
    (row) =>
      Array.isArray(row) &&
      row.length === first.length &&
      row.every((cell) => cell === null || typeof cell === "number"),
  );
  return right ? first.length : null;
}

function numberColumn(
  path: string,
  key: string,
  shape: readonly number[],
  valueAt: (index: number) => number,
): FeatureColumn {
  const values = new Float64Array(shape.reduce((product, length) => product * length, 1));
  for (let i = 0; i < values.length; i++) values[i] = valueAt(i);
  return {
    name: columnName(path, key),
    path,
    key,
    cells: { kind: "numbers", type: "decimal", shape, values },
  };
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

export function isNumeric(cell: unknown): boolean {
  return (
    typeof cell === "number" ||
    (typeof cell === "string" && (DECIMAL.test(cell) || /^\s*(nan|[+-]?inf)\s*$/i.test(cell)))
  );
}

/** NaN where there is no number. */
function numberIn(cell: unknown): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && DECIMAL.test(cell) ? Number(cell) : Number.NaN;
}

function textIn(cell: unknown): string {
  if (typeof cell === "string") return cell;
  return cell === null || cell === undefined ? "" : JSON.stringify(cell);
}
