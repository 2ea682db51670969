/** One row of imported image features with all that is known of it. */

import type { DatasetProblem, Part } from "../artifacts.ts";
import { compareCodePoints } from "../dataset/code-point-order.ts";
import { partNamed } from "../dataset/layouts/part-names.ts";
import { matrixOf, rowCount, type FeatureColumn } from "./feature-files/feature-column.ts";
import { textAt, type JoinedUnit } from "./join-rows.ts";

export interface ImportedRow {
  /** File name, or where the row stands. */
  readonly path: string;
  readonly className: string | null;
  readonly part: Part | null;
  readonly caption: string | null;
  /** Published draws that it belongs to ("16"). */
  readonly shots: readonly string[];
  readonly image: Float32Array;
  /** Null where it has no text features. */
  readonly text: Float32Array | null;
}

/**
 * @param names class name by row (namedLabels)
 * @returns rows whose numbers are finite, and a problem for each other one
 */
export function importedRows(
  unit: JoinedUnit,
  names: readonly (string | null)[],
): { readonly rows: readonly ImportedRow[]; readonly problems: readonly DatasetProblem[] } {
  const { column, place } = unit.images;
  const total = rowCount(column);
  const width = String(total - 1).length;
  const rows: ImportedRow[] = [];
  const problems: DatasetProblem[] = [];
  for (let row = 0; row < total; row++) {
    const path =
      cellOf(unit, "file-names", row) ||
      `row ${String(row).padStart(width, "0")} of ${column.name}`;
    const word = cellOf(unit, "splits", row);
    const part = partNamed(word) ?? place.part;
    if (word !== "" && partNamed(word) === null) {
      const reason = `The split ${word} is none of train, validation and test; it is left out of account.`;
      problems.push({ path, reason, skipped: false });
    }
    const image = featureRow(column, row);
    const text = textRow(unit, row);
    if (image.every(Number.isFinite) && text?.every(Number.isFinite) !== false) {
      const caption = cellOf(unit, "captions", row) || null;
      const shots = shotsOf(unit, row);
      rows.push({ path, className: names[row]!, part, caption, shots, image, text });
    } else {
      const reason = "Its features hold a value that is not finite.";
      problems.push({ path, reason, skipped: true });
    }
  }
  return { rows, problems };
}

/** In code-point order of path, each path once: a name that comes again gets its part before it, then its number behind it. */
export function inOrderOfPath(rows: readonly ImportedRow[]): readonly ImportedRow[] {
  const withPart = distinguished(rows, ({ path, part }) =>
    part === null ? path : `${part}/${path}`,
  );
  const seen = new Map<string, number>();
  const unique = distinguished(withPart, ({ path }) => {
    const before = seen.get(path) ?? 0;
    seen.set(path, before + 1);
    return `${path} (${before + 1})`;
  });
  return unique.toSorted((a, b) => compareCodePoints(a.path, b.path));
}

function distinguished(
  rows: readonly ImportedRow[],
  rename: (row: ImportedRow) => string,
): readonly ImportedRow[] {
  const counts = new Map<string, number>();
  for (const { path } of rows) counts.set(path, (counts.get(path) ?? 0) + 1);
  return rows.map((row) => (counts.get(row.path) === 1 ? row : { ...row, path: rename(row) }));
}

function cellOf(unit: JoinedUnit, role: "file-names" | "captions" | "splits", row: number): string {
  const joined = unit.columns.get(role);
  return joined === undefined ? "" : textAt(joined.column, joined.rows[row]!).trim();
}

function textRow(unit: JoinedUnit, row: number): Float32Array | null {
  const joined = unit.columns.get("text-features");
  if (joined === undefined) return null;
  const at = joined.rows[row]!;
  return at < 0 ? null : featureRow(joined.column, at);
}

function shotsOf(unit: JoinedUnit, row: number): readonly string[] {
  return [...unit.shots].flatMap(([drawn, { column, rows }]) => {
    const at = rows[row]!;
    return at >= 0 && textAt(column, at) === "1" ? [drawn] : [];
  });
}

/** float32, whatever the file's floats are. */
export function featureRow(column: FeatureColumn, row: number): Float32Array {
  const { values, dimension } = matrixOf(column)!;
  return Float32Array.from(values.subarray(row * dimension, (row + 1) * dimension));
}
