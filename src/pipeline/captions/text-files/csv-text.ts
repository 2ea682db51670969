/**
 * Comma-separated text as in RFC 4180, read and written exactly: captions hold line ends of every kind, which a reader that mends line ends
 * would change.
 */

/** Every cell in quotes. Cells that a spreadsheet would take for a formula stay as they are: they are data, and go back unchanged. */
export function csvText(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`));
  return lines.map((cells) => `${cells.join(",")}\n`).join("");
}

export interface CsvRows {
  readonly rows: readonly (readonly string[])[];
  /** Line that each row begins in, from 1. */
  readonly lines: readonly number[];
  /** Line of a quote that is never closed, from 1: the row it stands in, and what comes after, is not among the rows. Null for a whole text. */
  readonly unclosedLine: number | null;
}

/** Rows of cells; empty lines are left out. The separator is a tab, semicolon or comma, whichever the first line has outside quotes. */
export function csvRows(text: string): CsvRows {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const separator = separatorOf(source);
  const rows: string[][] = [];
  const lines: number[] = [];
  let row: string[] = [];
  let rowStart = 0;
  let line = 1;
  let at = 0;
  while (at < source.length) {
    const cell = cellAt(source, at, separator);
    if (cell === null) {
      return { rows, lines, unclosedLine: line + lineEnds(source.slice(rowStart, at)) };
    }
    row.push(cell.text);
    at = cell.end;
    const next = source[at];
    if (next === separator) {
      at += 1;
      // A separator at the very end stands before an empty cell.
      if (at < source.length) continue;
      row.push("");
    } else {
      at += next === "\r" && source[at + 1] === "\n" ? 2 : 1;
    }
    if (row.length > 1 || row[0] !== "") {
      rows.push(row);
      lines.push(line);
    }
    row = [];
    line += lineEnds(source.slice(rowStart, at));
    rowStart = at;
  }
  return { rows, lines, unclosedLine: null };
}

function lineEnds(text: string): number {
  return text.split(/\r\n|[\r\n]/).length - 1;
}

/** @returns the cell that begins at `start`, and where its separator or line end stands; null for one whose quote is never closed */
function cellAt(
  source: string,
  start: number,
  separator: string,
): { text: string; end: number } | null {
  let text = "";
  let at = start;
  if (source[at] === '"') {
    const parts: string[] = [];
    at += 1;
    for (;;) {
      const quote = source.indexOf('"', at);
      if (quote < 0) return null;
      parts.push(source.slice(at, quote));
      at = quote + 1;
      if (source[at] !== '"') break;
      parts.push('"');
      at += 1;
    }
    text = parts.join("");
  }
  let end = at;
  while (end < source.length && !isCellEnd(source[end]!, separator)) end += 1;
  return { text: text + source.slice(at, end), end };
}

function isCellEnd(character: string, separator: string): boolean {
  return character === separator || character === "\n" || character === "\r";
}

function separatorOf(source: string): string {
  const firstLine = /^[^\r\n]*/.exec(source)![0].replaceAll(/"[^"]*"/g, "");
  const count = (character: string): number => firstLine.split(character).length - 1;
  return [",", "\t", ";"].toSorted((a, b) => count(b) - count(a))[0]!;
}
