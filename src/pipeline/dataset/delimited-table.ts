/** Rows and cells of a comma-, semicolon- or tab-separated text, quoted as in RFC 4180. */

/**
 * Cells are kept as written, apart from their quotes. Lines without any character are left out.
 *
 * The separator is a tab where the first line has one outside quotes, else whichever of comma and semicolon comes more often there.
 */
export function parseDelimitedTable(text: string): readonly (readonly string[])[] {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const separator = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let at = 0;
  const endRow = (): void => {
    row.push(cell);
    if (row.length > 1 || cell !== "") rows.push(row);
    row = [];
    cell = "";
  };
  while (at < source.length) {
    const character = source[at]!;
    if (character === '"' && cell === "") {
      const quoted = readQuoted(source, at);
      cell = quoted.cell;
      at = quoted.end;
      continue;
    }
    if (character === separator) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      endRow();
    } else if (character === "\r") {
      endRow();
      if (source[at + 1] === "\n") at++;
    } else {
      cell += character;
    }
    at++;
  }
  endRow();
  return rows;
}

/** A quoted cell that starts at `start`; a doubled quote inside is one quote. An unclosed one ends with the text. */
function readQuoted(
  source: string,
  start: number,
): { readonly cell: string; readonly end: number } {
  let cell = "";
  let at = start + 1;
  while (at < source.length) {
    if (source[at] !== '"') {
      cell += source[at]!;
      at++;
    } else if (source[at + 1] === '"') {
      cell += '"';
      at += 2;
    } else {
      return { cell, end: at + 1 };
    }
  }
  return { cell, end: at };
}

function separatorOf(source: string): string {
  const firstLine = /^[^\r\n]*/.exec(source)![0].replaceAll(/"[^"]*"/g, "");
  if (firstLine.includes("\t")) return "\t";
  const count = (character: string): number => firstLine.split(character).length - 1;
  return count(";") > count(",") ? ";" : ",";
}
