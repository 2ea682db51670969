/** Which classes of an imported set have a text feature, and its rows in the order of the classes. */

import { sameNameKey } from "../dataset/file-path.ts";
import { textsOf } from "./class-names.ts";
import type { PlacedColumn } from "./column-roles.ts";
import { matrixOf, rowCount } from "./feature-files/feature-column.ts";
import { featureRow } from "./imported-rows.ts";
import { count } from "./join-rows.ts";

export interface FoundClassTexts {
  /** The file or array they come from. */
  readonly name: string;
  readonly dimension: number;
  /** Row of text features by class name (sameNameKey). */
  readonly rowOf: ReadonlyMap<string, Float32Array>;
}

/**
 * Of several matrices of class texts, the one that has most of these classes.
 *
 * @param classNames of the set
 * @param classList the list that numeric labels point into; matrices without names follow it, row by row
 * @returns null where none has any; sentences for the joins either way
 */
export function findClassTexts(
  placed: readonly PlacedColumn[],
  classNames: readonly string[],
  classList: readonly string[] | null,
): { readonly found: FoundClassTexts | null; readonly joins: readonly string[] } {
  const joins: string[] = [];
  let best: FoundClassTexts | null = null;
  for (const one of placed) {
    if (one.role !== "class-text-features") continue;
    const matrix = matrixOf(one.column);
    if (matrix === null) continue;
    const { names, source } = namesOfRows(one, placed, classList ?? classNames);
    const rowOf = new Map<string, Float32Array>();
    const wanted = new Set(classNames.map(sameNameKey));
    names.slice(0, matrix.rows).forEach((name, row) => {
      const key = sameNameKey(name);
      const values = featureRow(one.column, row);
      if (wanted.has(key) && !rowOf.has(key) && values.every(Number.isFinite)) {
        rowOf.set(key, values);
      }
    });
    joins.push(
      `${count(rowOf.size)} of ${count(classNames.length)} classes have a text in ${one.column.name}, ${source}.`,
    );
    if (rowOf.size > (best?.rowOf.size ?? 0)) {
      best = { name: one.column.name, dimension: matrix.dimension, rowOf };
    }
  }
  return { found: best, joins };
}

function namesOfRows(
  one: PlacedColumn,
  placed: readonly PlacedColumn[],
  classList: readonly string[],
): { readonly names: readonly string[]; readonly source: string } {
  const rows = rowCount(one.column);
  const lists = placed.filter(
    ({ role, column }) => role === "class-names" && rowCount(column) === rows,
  );
  const found =
    lists.find(({ column }) => column.path === one.column.path) ??
    lists.find(({ place }) => place.set === one.place.set);
  if (found !== undefined) {
    return { names: textsOf(found.column), source: `by the names in ${found.column.name}` };
  }
  return rows === classList.length
    ? { names: classList, source: "in the order of the classes" }
    : { names: [], source: "because its rows have no names and are not as many as the classes" };
}
