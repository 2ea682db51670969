/** The list of problems as a table for a spreadsheet. */

import Papa from "papaparse";
import type { DatasetProblem } from "../../pipeline/artifacts.ts";

/** File names are untrusted: a cell that a spreadsheet would take for a formula gets an apostrophe in front. */
export function problemsCsv(problems: readonly DatasetProblem[]): string {
  return Papa.unparse(
    {
      fields: ["path", "reason", "skipped"],
      data: problems.map(({ path, reason, skipped }) => [path, reason, skipped ? "yes" : "no"]),
    },
    { escapeFormulae: true },
  );
}
