/** Rows and cells of a comma-, semicolon- or tab-separated text, quoted as in RFC 4180. */

import Papa from "papaparse";

/**
 * Cells are kept as written, apart from their quotes. Lines without any character are left out.
 *
 * The separator is a tab where the first line has one outside quotes, else whichever of comma and semicolon comes more often there.
 *
 * @param onUnclosedQuote hears the row, from 0, of a quote that is never closed: it is the last, and holds the rest of the text
 */
export function parseDelimitedTable(
  text: string,
  onUnclosedQuote: (row: number) => void = () => undefined,
): readonly (readonly string[])[] {
  // A table put together from several systems mixes line ends, of which the library takes one kind a file.
  const source = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const { data, errors } = Papa.parse<string[]>(source, {
    delimiter: separatorOf(source),
    newline: "\n",
    skipEmptyLines: true,
  });
  if (errors.some(({ code }) => code === "MissingQuotes")) onUnclosedQuote(data.length - 1);
  return data;
}

function separatorOf(source: string): string {
  const firstLine = /^[^\n]*/.exec(source)![0].replaceAll(/"[^"]*"/g, "");
  if (firstLine.includes("\t")) return "\t";
  const count = (character: string): number => firstLine.split(character).length - 1;
  return count(";") > count(",") ? ";" : ",";
}
