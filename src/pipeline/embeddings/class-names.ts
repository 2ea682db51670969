/** The class of each row of imported features: labels are names, or numbers into a list of names. */

import type { PlacedColumn } from "./column-roles.ts";
import { rowCount, type FeatureColumn } from "./feature-files/feature-column.ts";
import { textAt, type JoinedUnit } from "./join-rows.ts";

export interface NamedLabels {
  /** Class name by row; null without a label. */
  readonly names: readonly (string | null)[];
  /** The list that numbers point into, in its own order; null where labels are names. */
  readonly list: readonly string[] | null;
  /** How labels became names, in words; null without labels. */
  readonly source: string | null;
  /** True where labels are numbers and no list says what they mean. */
  readonly unnamed: boolean;
  /** Labels that point outside the list. */
  readonly outside: number;
}

/**
 * Labels that are whole numbers and not themselves names in a list point into it. Of several lists the first that is long enough counts: of the labels'
 * own file, of the manifest, of the set and part, of the set, of no set. A negative number is no label.
 *
 * @param placed every column, for lists of class names
 * @param manifests class names by set
 */
export function namedLabels(
  unit: JoinedUnit,
  placed: readonly PlacedColumn[],
  manifests: ReadonlyMap<string, readonly string[]>,
): NamedLabels {
  const labels = unit.columns.get("labels");
  if (labels === undefined) {
    const names = Array.from({ length: rowCount(unit.images.column) }, () => null);
    return { names, list: null, source: null, unnamed: false, outside: 0 };
  }
  const { column } = labels;
  const texts = Array.from(labels.rows, (row) => textAt(column, row).trim());
  const most = texts.reduce(
    (largest, text) => (numberIn(text) > largest ? numberIn(text) : largest),
    -1,
  );
  const areNumbers = texts.every((text) => text === "" || /^-?\d+$/.test(text));
  const lists = areNumbers ? classLists(column, unit, placed, manifests) : [];
  const areNames = lists.some(({ list }) =>
    texts.every((text) => text === "" || list.includes(text)),
  );
  const found = areNames ? undefined : (lists.find(({ list }) => list.length > most) ?? lists[0]);
  if (found === undefined) {
    return {
      names: texts.map((text) => (text === "" || numberIn(text) < 0 ? null : text)),
      list: null,
      source: `Labels are as in ${column.name}.`,
      unnamed: areNumbers && !areNames,
      outside: 0,
    };
  }
  return {
    names: texts.map((text) => (text === "" ? null : (found.list[Number(text)] ?? null))),
    list: found.list,
    source: `Labels of ${column.name} are numbers into ${found.source}.`,
    unnamed: false,
    outside: texts.filter((text) => numberIn(text) >= found.list.length).length,
  };
}

function numberIn(text: string): number {
  return /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
}

interface ClassList {
  readonly list: readonly string[];
  readonly source: string;
}

function classLists(
  labels: FeatureColumn,
  unit: JoinedUnit,
  placed: readonly PlacedColumn[],
  manifests: ReadonlyMap<string, readonly string[]>,
): readonly ClassList[] {
  const { set, part } = unit.images.place;
  const lists = placed.filter(({ role }) => role === "class-names");
  const manifest = manifests.get(set);
  const such = (fits: (one: PlacedColumn) => boolean): ClassList[] =>
    lists.filter(fits).map(({ column }) => ({ list: textsOf(column), source: column.name }));
  return [
    ...such(({ column }) => column.path === labels.path),
    ...(manifest === undefined ? [] : [{ list: manifest, source: "the manifest's classes" }]),
    ...such(({ place }) => place.set === set && place.part === part),
    ...such(({ place }) => place.set === set || place.set === ""),
  ];
}

export function textsOf(column: FeatureColumn): readonly string[] {
  return Array.from({ length: rowCount(column) }, (_, row) => textAt(column, row));
}
