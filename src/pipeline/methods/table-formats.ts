/** The table of methods as text to be copied: CSV, JSON, LaTeX and Markdown. Inductive and transductive rows stay apart in each. */

import type { GraphScope, SeedSummary } from "../artifacts.ts";
import type { MethodRow, MethodTable } from "./method-table.ts";

/** What a table is of. All of it may be text from files. */
export interface TableCaption {
  readonly dataSet: string;
  /** "split seed 1" or "CoOp split" */
  readonly split: string;
  readonly shots: string;
  readonly runSeeds: readonly number[];
  /** "image and text, w 0.5, centred, s 10" */
  readonly features: string;
  /** "fixed" or "tuned (E23)": never in one table. */
  readonly protocol: string;
  readonly device: string;
  /** What makes the table again. */
  readonly command: string;
}

const SCOPES: readonly GraphScope[] = ["inductive", "transductive"];

const SCOPE_NAMES: Record<GraphScope, string> = {
  inductive: "Inductive",
  transductive: "Transductive: uses unlabelled test images",
};

function captionLine(caption: TableCaption, scope: string): string {
  const { dataSet, split, shots, runSeeds, features, protocol, device, command } = caption;
  return [
    dataSet,
    scope,
    `${shots} shots`,
    split,
    `seeds ${runSeeds.join(", ")}`,
    features,
    `${protocol} settings`,
    device,
    command,
  ].join("; ");
}

// CSV -------------------------------------------------------------------------------------------------------------------

const CSV_COLUMNS = [
  "scope",
  "method",
  "seeds",
  "complete",
  "validation mean",
  "validation sd",
  "test mean",
  "test sd",
  "difference to linear probe mean",
  "difference to linear probe sd",
  "trainable parameters",
  "bytes",
  "seconds",
  "trials",
  "tuned",
] as const;

/** Accuracies are fractions. The first line is the caption. Lines end with CR LF (RFC 4180); text that a spreadsheet would take for a formula starts with '. */
export function csvTable(table: MethodTable, caption: TableCaption): string {
  const rows = SCOPES.flatMap((scope) => table[scope]).map((row) => [
    row.scope,
    row.name,
    row.runs.length,
    row.missingSeeds.length === 0 ? "yes" : "no",
    ...numbersOf(row.validation),
    ...numbersOf(row.test),
    ...numbersOf(row.difference),
    row.parameters,
    row.bytes,
    row.seconds,
    row.trials,
    tunedText(row),
  ]);
  const lines: readonly (readonly (string | number)[])[] = [
    [`# ${captionLine(caption, "accuracies as fractions")}`],
    CSV_COLUMNS,
    ...rows,
  ];
  return lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

function numbersOf(summary: SeedSummary | null): readonly (string | number)[] {
  return [summary?.mean ?? "", summary?.sd ?? ""];
}

function csvCell(value: string | number): string {
  if (typeof value === "number") return value.toString();
  const safe = /^\s*[=+\-@]/.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// JSON ------------------------------------------------------------------------------------------------------------------

/** Accuracies are fractions; predictions are left out. */
export function jsonTable(table: MethodTable, caption: TableCaption): string {
  const rows = (scope: GraphScope) =>
    table[scope].map(({ runs, ...row }) => ({
      ...row,
      seeds: runs.map(({ runSeed, tuned, validationAccuracy }) => ({
        runSeed,
        tuned,
        validationAccuracy,
      })),
    }));
  return `${JSON.stringify(
    { caption, inductive: rows("inductive"), transductive: rows("transductive") },
    null,
    2,
  )}\n`;
}

// LaTeX and Markdown ------------------------------------------------------------------------------------------------------

const TEXT_COLUMNS = [
  "Method",
  "Validation %",
  "Test %",
  "To linear probe",
  "Trainable",
  "Bytes",
  "Seconds",
  "Trials",
  "Tuned, by seed",
] as const;

/** Accuracies in percent; "incomplete" where a seed is missing. */
function textCells(row: MethodRow, plusMinus: string): readonly string[] {
  const spread = (summary: SeedSummary | null): string => {
    if (summary === null) return "";
    const { mean, sd } = summary;
    return sd === null ? percent(mean) : `${percent(mean)} ${plusMinus} ${percent(sd)}`;
  };
  return [
    spread(row.validation),
    spread(row.test),
    spread(row.difference),
    Math.round(row.parameters).toString(),
    Math.round(row.bytes).toString(),
    row.seconds.toFixed(1),
    Number(row.trials.toFixed(1)).toString(),
  ];
}

const percent = (fraction: number): string => (100 * fraction).toFixed(1);

function nameText({ name, runs, missingSeeds }: MethodRow): string {
  if (missingSeeds.length === 0) return name;
  return `${name} (incomplete: ${runs.length} of ${runs.length + missingSeeds.length} seeds)`;
}

function tunedText({ runs }: MethodRow): string {
  return runs
    .flatMap(({ runSeed, tuned }) => {
      const values = Object.entries(tuned).map(
        ([name, value]) => `${name} ${Number(value.toPrecision(4))}`,
      );
      return values.length === 0 ? [] : [`${runSeed}: ${values.join(", ")}`];
    })
    .join("; ");
}

/** A table a scope, for the booktabs package. */
export function latexTable(table: MethodTable, caption: TableCaption): string {
  return eachScope(table, (scope, rows) => {
    const lines = rows.map((row) =>
      [latexText(nameText(row)), ...textCells(row, "$\\pm$"), latexText(tunedText(row))].join(
        " & ",
      ),
    );
    return [
      "\\begin{table}",
      "\\centering",
      `\\caption{${latexText(captionLine(caption, SCOPE_NAMES[scope]))}}`,
      "\\begin{tabular}{lrrrrrrrl}",
      "\\toprule",
      ...[TEXT_COLUMNS.map(latexText).join(" & ")].map((line) => `${line} \\\\`),
      "\\midrule",
      ...lines.map((line) => `${line} \\\\`),
      "\\bottomrule",
      "\\end{tabular}",
      "\\end{table}",
    ].join("\n");
  });
}

const LATEX_CHARACTERS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "'": "\\textquotesingle{}",
  "`": "\\textasciigrave{}",
  τ: "$\\tau$",
  λ: "$\\lambda$",
  α: "$\\alpha$",
  β: "$\\beta$",
  γ: "$\\gamma$",
};

function latexText(text: string): string {
  return Array.from(oneLine(text), (character) => LATEX_CHARACTERS[character] ?? character).join(
    "",
  );
}

/** A table a scope. */
export function markdownTable(table: MethodTable, caption: TableCaption): string {
  return eachScope(table, (scope, rows) => {
    const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    return [
      markdownText(captionLine(caption, SCOPE_NAMES[scope])),
      "",
      line(TEXT_COLUMNS),
      line(TEXT_COLUMNS.map((_, i) => (i === 0 || i === TEXT_COLUMNS.length - 1 ? "---" : "---:"))),
      ...rows.map((row) =>
        line([markdownText(nameText(row)), ...textCells(row, "±"), markdownText(tunedText(row))]),
      ),
    ].join("\n");
  });
}

/** Every character that may begin a mark, a table cell or a tag. */
function markdownText(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_{}[\]<>#|&~!]/g, (character) => `\\${character}`);
}

function eachScope(
  table: MethodTable,
  write: (scope: GraphScope, rows: readonly MethodRow[]) => string,
): string {
  const written = SCOPES.filter((scope) => table[scope].length > 0);
  return `${written.map((scope) => write(scope, table[scope])).join("\n\n")}\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
