/** A label table as rows of cells, whatever form it is written in. */

import { jsonIn } from "../coop-rows.ts";
import { parseDelimitedTable } from "../delimited-table.ts";
import { extensionOf } from "../file-path.ts";

type Rows = readonly (readonly string[])[];

/** Of JSON, a list of objects or an object a line, the first row holds the keys; anything else of JSON has no rows. */
export function tableRows(
  path: string,
  text: string,
  onUnclosedQuote?: (row: number) => void,
): Rows {
  switch (extensionOf(path)) {
    case "json":
      return objectRows(jsonIn(text));
    case "jsonl":
      return objectRows(
        text
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map(jsonIn),
      );
    default:
      return parseDelimitedTable(text, onUnclosedQuote);
  }
}

function objectRows(json: unknown): Rows {
  if (!Array.isArray(json)) return [];
  const objects = json.filter(
    (entry): entry is object =>
      typeof entry === "object" && entry !== null && !Array.isArray(entry),
  );
  const keys = [...new Set(objects.flatMap(Object.keys))];
  const rows = objects.map((object) => {
    const cells = new Map<string, unknown>(Object.entries(object));
    return keys.map((key) => cellText(cells.get(key)));
  });
  return rows.length === 0 ? [] : [keys, ...rows];
}

function cellText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
