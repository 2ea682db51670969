/** Rows and cells of a comma-, semicolon- or tab-separated text, quoted as in RFC 4180. */

import Papa from "papaparse";

/**
 * Cells are kept as written, apart from their quotes. Lines without any character are left out.
 *
 * The separator is a tab where the first line has one outside quotes, else whichever of comma and semicolon comes more often there.
 */
export function parseDelimitedTable(text: string): readonly (readonly string[])[] {
  // A table put together from several systems mixes line ends, of which the library takes one kind a file.
  const source = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  return Papa.parse<string[]>(source, {
    delimiter: separatorOf(source),
    newline: "\n",
    skipEmptyLines: true,
  }).data;
}

function separatorOf(source: string): string {
  const firstLine = /^[^\n]*/.exec(source)![0].replaceAll(/"[^"]*"/g, "");
  if (firstLine.includes("\t")) return "\t";
  const count = (character: string): number => firstLine.split(character).length - 1;
  return count(";") > count(",") ? ";" : ",";
}
