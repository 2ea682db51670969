/** What each column found in the files is taken for, and why. */

import type { Part } from "../artifacts.ts";
import { columnPlace, type ColumnPlace } from "./feature-files/column-place.ts";
import { matrixOf, rowCount, type FeatureColumn } from "./feature-files/feature-column.ts";
import type { FeatureRole } from "./imported-features.ts";

export interface PlacedColumn {
  readonly column: FeatureColumn;
  readonly place: ColumnPlace;
  readonly role: FeatureRole;
  readonly reason: string;
}

interface Guess {
  readonly role: FeatureRole;
  readonly reason: string;
}

/** Formats whose inner names are names of arrays, which may be called "test", and not of a table's columns. */
const NAMED_ARRAYS = /\.(npz|safetensors|json)$/i;

/**
 * @param directory that all files share; it names no set
 * @param choices roles by the column's name: they go before every guess
 */
export function columnRoles(
  columns: readonly FeatureColumn[],
  directory: string,
  choices: Readonly<Record<string, FeatureRole>>,
): readonly PlacedColumn[] {
  const places = columns.map(({ path, key }) =>
    columnPlace(path.slice(directory.length), key, NAMED_ARRAYS.test(path)),
  );
  const first = columns.map((column, i): Guess => {
    const chosen = Object.hasOwn(choices, column.name) ? choices[column.name] : undefined;
    return chosen === undefined ? guessAlone(column, places[i]!) : chosenRole(column, chosen);
  });
  const placed = columns.map((column, i): PlacedColumn => ({
    column,
    place: places[i]!,
    ...first[i]!,
  }));
  const decided = placed.map((one) =>
    one.role === "text-features" && !Object.hasOwn(choices, one.column.name)
      ? { ...one, ...textOrClassText(one, placed) }
      : one,
  );
  return withoutSecondMatrix(decided, choices);
}

const MATRIX_ROLES: ReadonlySet<FeatureRole> = new Set<FeatureRole>([
  "image-features",
  "text-features",
  "class-text-features",
]);

/** What the visitor says counts, where the column has that form. */
function chosenRole(column: FeatureColumn, role: FeatureRole): Guess {
  const { cells } = column;
  const isVector = cells.kind === "texts" || cells.shape.length === 1;
  if (MATRIX_ROLES.has(role) && matrixOf(column) === null) {
    return { role: "ignore", reason: `chosen as ${role}, but it is no matrix of floats` };
  }
  if (role !== "ignore" && !MATRIX_ROLES.has(role) && !isVector) {
    return { role: "ignore", reason: `chosen as ${role}, but it is not one value a row` };
  }
  return { role, reason: "chosen by hand" };
}

/** By the column's own name, type and shape. */
function guessAlone(column: FeatureColumn, { hint, part }: ColumnPlace): Guess {
  const matrix = matrixOf(column);
  const named = hint === null ? "" : `the name says ${hint.word}`;
  if (matrix !== null) {
    const role = hint?.role;
    if (role === "text-features" || role === "class-text-features") {
      return { role, reason: `2-d floats, ${named}` };
    }
    if (role === "captions" || role === "class-names") {
      return { role: "text-features", reason: `2-d floats, ${named}` };
    }
    if (role === undefined || role === "image-features" || role === "file-names") {
      return { role: "image-features", reason: `2-d floats${named === "" ? "" : `, ${named}`}` };
    }
    return { role: "ignore", reason: `2-d floats, but ${named}` };
  }
  const { cells } = column;
  if (cells.kind === "numbers" && cells.shape.length !== 1) {
    return {
      role: "ignore",
      reason: `${cells.shape.length}-d ${cells.type} is no matrix of floats`,
    };
  }
  if (hint === null) {
    return part !== null || cells.kind === "numbers"
      ? { role: "ignore", reason: "its name says nothing of what it holds" }
      : { role: "ignore", reason: "text whose name says nothing of what it holds" };
  }
  if (cells.kind === "numbers") return guessNumbers(column, hint.role, named);
  if (hint.role === "text-features") return { role: "captions", reason: `text, ${named}` };
  if (hint.role === "image-features") return { role: "file-names", reason: `text, ${named}` };
  const isText = TEXT_ROLES.has(hint.role);
  return isText
    ? { role: hint.role, reason: `text, ${named}` }
    : { role: "ignore", reason: `text, but ${named}` };
}

const TEXT_ROLES: ReadonlySet<FeatureRole> = new Set<FeatureRole>([
  "labels",
  "file-names",
  "captions",
  "splits",
  "class-names",
]);

function guessNumbers({ cells }: FeatureColumn, role: FeatureRole, named: string): Guess {
  if (role === "shots") return { role, reason: `numbers, ${named}` };
  if (role !== "labels" || cells.kind !== "numbers") {
    return { role: "ignore", reason: `numbers, but ${named}` };
  }
  const whole = cells.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
  return whole
    ? { role, reason: `whole numbers, ${named}` }
    : { role: "ignore", reason: `numbers that are not whole, but ${named}` };
}

/** Texts one an example where image features beside them have as many rows, else texts one a class. */
function textOrClassText(one: PlacedColumn, all: readonly PlacedColumn[]): Guess {
  const rows = rowCount(one.column);
  const images = all.find(
    ({ role, place, column }) =>
      role === "image-features" &&
      rowCount(column) === rows &&
      placeKey(place) === placeKey(one.place),
  );
  if (images !== undefined) {
    return {
      role: "text-features",
      reason: `${one.reason}, as many rows as ${images.column.name}`,
    };
  }
  const names = all.find(
    ({ role, place, column }) =>
      role === "class-names" &&
      rowCount(column) === rows &&
      (column.path === one.column.path || place.set === one.place.set),
  );
  const why =
    names === undefined
      ? `no image features beside it have its ${rows} rows`
      : `as many rows as ${names.column.name} names classes`;
  return { role: "class-text-features", reason: `${one.reason}, ${why}` };
}

/** Of two matrices of images in one place the first counts, by a name that says image before one that says nothing. */
function withoutSecondMatrix(
  placed: readonly PlacedColumn[],
  choices: Readonly<Record<string, FeatureRole>>,
): readonly PlacedColumn[] {
  const firstAt = new Map<string, PlacedColumn>();
  const rank = (one: PlacedColumn): number =>
    Object.hasOwn(choices, one.column.name) ? 0 : one.place.hint === null ? 2 : 1;
  const images = placed.filter(({ role }) => role === "image-features");
  for (const one of images.toSorted((a, b) => rank(a) - rank(b))) {
    const key = placeKey(one.place);
    if (!firstAt.has(key)) firstAt.set(key, one);
  }
  return placed.map((one) => {
    const first = firstAt.get(placeKey(one.place));
    if (one.role !== "image-features" || first === undefined || first === one) return one;
    const reason = `${one.reason}; ${first.column.name} is already taken for the image features`;
    return { ...one, role: "ignore", reason };
  });
}

function placeKey({
  set,
  part,
  shard,
}: {
  readonly set: string;
  readonly part: Part | null;
  readonly shard: number | null;
}): string {
  return JSON.stringify([set, part, shard]);
}
