/** Which row of which column belongs to each row of image features: by place in the file, or by file name. */

import { fileNameOf, sameNameKey } from "../dataset/file-path.ts";
import type { PlacedColumn } from "./column-roles.ts";
import { rowCount, type FeatureColumn } from "./feature-files/feature-column.ts";
import type { FeatureRole } from "./imported-features.ts";

/** A column and, for each row of the image features, its row there; -1 where there is none. */
interface JoinedColumn {
  readonly column: FeatureColumn;
  readonly rows: Int32Array;
}

/** One matrix of image features and what is known of its rows. */
export interface JoinedUnit {
  readonly images: PlacedColumn;
  readonly columns: ReadonlyMap<FeatureRole, JoinedColumn>;
  /** Published draws by number of shots ("16"). */
  readonly shots: ReadonlyMap<string, JoinedColumn>;
}

interface Joining {
  readonly unit: PlacedColumn;
  readonly columns: Map<FeatureRole, JoinedColumn>;
  readonly shots: Map<string, JoinedColumn>;
  /** What every file gave, in words. */
  readonly report: (text: string) => void;
}

const ROW_ROLES: readonly FeatureRole[] = [
  "file-names",
  "labels",
  "captions",
  "splits",
  "text-features",
  "shots",
];

const ROLE_WORDS: Readonly<Partial<Record<FeatureRole, string>>> = {
  "file-names": "file names",
  labels: "labels",
  captions: "captions",
  splits: "splits",
  "text-features": "text features",
  shots: "shots",
};

/**
 * @param units matrices of image features of the chosen set
 * @param placed every column
 * @param fitsAnySet files whose own name does not say the set they belong to
 * @returns what belongs to each unit, and a sentence a file that was joined or could not be
 */
export function joinRows(
  units: readonly PlacedColumn[],
  placed: readonly PlacedColumn[],
  fitsAnySet: ReadonlySet<string>,
): { readonly units: readonly JoinedUnit[]; readonly joins: readonly string[] } {
  const joins: string[] = [];
  const joined = units.map((unit): JoinedUnit => {
    const near = placed.filter(
      ({ role, place, column }) =>
        ROW_ROLES.includes(role) &&
        (place.part === null || unit.place.part === null || place.part === unit.place.part) &&
        (place.shard === null || place.shard === unit.place.shard) &&
        (place.set === unit.place.set || place.set === "" || fitsAnySet.has(column.path)),
    );
    const joining: Joining = {
      unit,
      columns: new Map(),
      shots: new Map(),
      report: (text) => joins.push(text),
    };
    const open = joinByRow(joining, near, fitsAnySet, units.length === 1);
    joinByFileName(joining, open);
    return { images: unit, columns: joining.columns, shots: joining.shots };
  });
  return { units: joined, joins };
}

/** @returns columns of files that could not be joined by row */
function joinByRow(
  { unit, columns, shots, report }: Joining,
  near: readonly PlacedColumn[],
  fitsAnySet: ReadonlySet<string>,
  isOnlyUnit: boolean,
): readonly PlacedColumn[] {
  const rows = rowCount(unit.column);
  const open: PlacedColumn[] = [];
  for (const [path, ofFile] of byPath(near, unit)) {
    // Rows that have names are not joined by their places to rows that have names.
    if (fitsAnySet.has(path) || (columns.has("file-names") && hasFileNames(ofFile))) {
      open.push(...ofFile);
      continue;
    }
    const here = ofFile.filter(
      ({ place }) =>
        (place.part === unit.place.part && place.shard === unit.place.shard) ||
        (isOnlyUnit && path !== unit.column.path && place.part === null),
    );
    const fitting = here.filter(({ column }) => rowCount(column) === rows);
    const taken = fitting.filter((one) =>
      take(
        one,
        Int32Array.from({ length: rows }, (_, row) => row),
        columns,
        shots,
      ),
    );
    open.push(...ofFile.filter((one) => !fitting.includes(one)));
    if (taken.length > 0 && path !== unit.column.path) {
      report(sentence(rows, unit, `by row with ${path}`, taken));
    }
    for (const { column } of here.filter((one) => !fitting.includes(one))) {
      if (hasFileNames(ofFile)) continue;
      report(
        `${column.name} is not joined: it has ${count(rowCount(column))} rows and ${unit.column.name} has ${count(rows)}.`,
      );
    }
  }
  return open;
}

function joinByFileName(
  { unit, columns, shots, report }: Joining,
  open: readonly PlacedColumn[],
): void {
  const own = columns.get("file-names");
  if (own === undefined) return;
  const names = Array.from(own.rows, (row) => textAt(own.column, row));
  for (const [path, ofFile] of byPath(open, unit)) {
    const theirs = ofFile.find(({ role }) => role === "file-names");
    if (theirs === undefined) continue;
    const find = nameFinder(theirs.column);
    const rows = Int32Array.from(names, find);
    const found = rows.reduce((sum, row) => sum + (row >= 0 ? 1 : 0), 0);
    if (found === 0) {
      report(`${path} is not joined: it names no row of ${unit.column.name}.`);
      continue;
    }
    const same = rowCount(theirs.column);
    const taken = ofFile.filter(
      (one) => one !== theirs && rowCount(one.column) === same && take(one, rows, columns, shots),
    );
    if (taken.length > 0) report(sentence(found, unit, `by file name with ${path}`, taken));
  }
}

function take(
  { role, column }: PlacedColumn,
  rows: Int32Array,
  columns: Map<FeatureRole, JoinedColumn>,
  shots: Map<string, JoinedColumn>,
): boolean {
  if (role === "shots") {
    const drawn = /\d+$/.exec(column.key)?.[0];
    if (drawn === undefined || shots.has(drawn)) return false;
    shots.set(drawn, { column, rows });
    return true;
  }
  if (columns.has(role)) return false;
  columns.set(role, { column, rows });
  return true;
}

/** The unit's own file first, then by name. */
function byPath(
  placed: readonly PlacedColumn[],
  unit: PlacedColumn,
): readonly (readonly [string, readonly PlacedColumn[]])[] {
  const files = new Map<string, PlacedColumn[]>();
  for (const one of placed) {
    const ofFile = files.get(one.column.path) ?? [];
    ofFile.push(one);
    files.set(one.column.path, ofFile);
  }
  const rank = ([path, [first]]: readonly [string, readonly PlacedColumn[]]): number => {
    if (path === unit.column.path) return 0;
    return first!.place.set === unit.place.set ? 1 : 2;
  };
  return [...files].toSorted((a, b) => rank(a) - rank(b));
}

function hasFileNames(ofFile: readonly PlacedColumn[]): boolean {
  return ofFile.some(({ role }) => role === "file-names");
}

export function textAt({ cells }: FeatureColumn, row: number): string {
  if (row < 0) return "";
  if (cells.kind === "texts") return cells.values[row]!;
  const value = cells.values[row]!;
  return Number.isNaN(value) ? "" : String(value);
}

/** Finds a row by its path, or by a file name that occurs once; -1 where neither does. */
function nameFinder(column: FeatureColumn): (name: string) => number {
  const byWhole = new Map<string, number>();
  const byLast = new Map<string, number>();
  for (let row = 0; row < rowCount(column); row++) {
    const key = nameKey(textAt(column, row));
    if (!byWhole.has(key)) byWhole.set(key, row);
    const last = fileNameOf(key);
    byLast.set(last, byLast.has(last) ? -1 : row);
  }
  return (name) => {
    const key = nameKey(name);
    return key === "" ? -1 : (byWhole.get(key) ?? byLast.get(fileNameOf(key)) ?? -1);
  };
}

function nameKey(name: string): string {
  return sameNameKey(
    name
      .trim()
      .replaceAll("\\", "/")
      .replace(/^(\.?\/)+/, ""),
  );
}

function sentence(
  found: number,
  unit: PlacedColumn,
  how: string,
  taken: readonly PlacedColumn[],
): string {
  const rows = rowCount(unit.column);
  const words = [...new Set(taken.map(({ role }) => ROLE_WORDS[role]))].join(", ");
  return `${count(found)} of ${count(rows)} rows of ${unit.column.name} joined ${how}: ${words}.`;
}

/** 3,669 */
export function count(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
