/** The class of each row of imported features: labels are names, or numbers into a list of names. */

import type { PlacedColumn } from "./column-roles.ts";
import type { FeatureColumn } from "./feature-files/feature-column.ts";
import { textAt, type JoinedUnit } from "./join-rows.ts";

export interface NamedLabels {
  /** Class name by row; null without a label. */
  readonly names: readonly (string | null)[];
  /** The list that numbers point into, in its own order; null where labels are names or no list was found. */
  readonly list: readonly string[] | null;
  /** Where the names come from, in words; null without labels. */
  readonly source: string | null;
  /** Labels that point outside the list. */
  readonly outside: number;
}

/**
 * @param placed every column, for lists of class names
 * @param manifests class names by set
 */
export function namedLabels(
  unit: JoinedUnit,
  placed: readonly PlacedColumn[],
  manifests: ReadonlyMap<string, readonly string[]>,
): NamedLabels {
  const labels = unit.columns.get("labels");
  const rows = unit.images.column.cells.kind === "numbers" ? unit.images.column.cells.shape[0]! : 0;
  if (labels === undefined) {
    return {
      names: Array.from({ length: rows }, () => null),
      list: null,
      source: null,
      outside: 0,
    };
  }
  const { column } = labels;
  if (column.cells.kind === "texts") {
    const names = Array.from(labels.rows, (row) => textAt(column, row).trim() || null);
    return { names, list: null, source: column.name, outside: 0 };
  }
  const numbers = Array.from(labels.rows, (row) => Number(textAt(column, row) || Number.NaN));
  const found = classList(column, unit, placed, manifests);
  if (found === null) {
    const width = String(numbers.reduce((most, label) => (label > most ? label : most), 0)).length;
    return {
      names: numbers.map((label) =>
        label >= 0 ? `class ${String(label).padStart(width, "0")}` : null,
      ),
      list: null,
      source: null,
      outside: 0,
    };
  }
  return {
    names: numbers.map((label) => found.list[label] ?? null),
    outside: numbers.filter((label) => label >= found.list.length).length,
    ...found,
  };
}

/** Of the labels' own file, else of their set and part, else of the set, else of a manifest. */
function classList(
  labels: FeatureColumn,
  unit: JoinedUnit,
  placed: readonly PlacedColumn[],
  manifests: ReadonlyMap<string, readonly string[]>,
): { readonly list: readonly string[]; readonly source: string } | null {
  const lists = placed.filter(({ role }) => role === "class-names");
  const place = unit.images.place;
  const found =
    lists.find(({ column }) => column.path === labels.path) ??
    lists.find((one) => one.place.set === place.set && one.place.part === place.part) ??
    lists.find((one) => one.place.set === place.set) ??
    lists.find((one) => one.place.set === "");
  if (found !== undefined) return { list: textsOf(found.column), source: found.column.name };
  const list =
    manifests.get(place.set) ?? (manifests.size === 1 ? [...manifests.values()][0] : undefined);
  return list === undefined ? null : { list, source: "the manifest" };
}

export function textsOf(column: FeatureColumn): readonly string[] {
  return column.cells.kind === "texts"
    ? column.cells.values
    : Array.from(column.cells.values, (_, row) => textAt(column, row));
}
