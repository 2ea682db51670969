/** The split files of CoOp (split_zhou_OxfordPets.json): for each part a list of [path, label, class name]. */

import type { Part } from "../artifacts.ts";

export interface CoopRow {
  /** Inside the folder of images, wherever that is. */
  readonly path: string;
  readonly className: string;
  readonly part: Part;
}

const PARTS = { train: "train", val: "validation", test: "test" } as const;

/** @returns null for JSON of any other form, and for lists that are all empty */
export function coopRows(json: unknown): readonly CoopRow[] | null {
  if (typeof json !== "object" || json === null) return null;
  const rows: CoopRow[] = [];
  for (const [key, list] of Object.entries(json)) {
    if (!isPartKey(key)) continue;
    if (!isList(list)) return null;
    for (const entry of list) {
      if (!isList(entry)) return null;
      const [path, , className] = entry;
      if (typeof path !== "string" || typeof className !== "string") return null;
      rows.push({ path, className, part: PARTS[key] });
    }
  }
  return rows.length === 0 ? null : rows;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isPartKey(key: string): key is keyof typeof PARTS {
  return Object.hasOwn(PARTS, key);
}

/** Undefined, which JSON cannot say, for what is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
