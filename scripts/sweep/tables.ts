/** What `npm run sweep` prints: tables of accuracies in percent, with what they are of. */

import type { GraphScope, SeedSummary } from "../../src/pipeline/artifacts.ts";
import { methodFacts } from "../../src/pipeline/methods/method-facts.ts";
import { METHOD_FACTS } from "../../src/pipeline/methods/method-facts.ts";
import type { CurveReport } from "../../src/studio/curve-report.ts";
import type { MethodResults } from "./run-methods.ts";

type Row = readonly string[];

export function curveTable({ curve, best, linearProbe, bottleneckAdapter }: CurveReport): string {
  if (curve.length === 0) return "No threshold was finished with every seed.";
  const rows = curve.map((point): Row => [
    point.threshold.toFixed(4),
    point.meanDegree.toFixed(2),
    percent(point.isolated),
    point.homophily === null ? "n/a" : percent(point.homophily),
    spread(point.validation),
    spread(point.test),
  ]);
  const others: readonly Row[] = [
    ...(best === null
      ? []
      : [[`GA-Net at each seed's τ*`, "", "", "", spread(best.validation), spread(best.test)]]),
    [
      "Bottleneck adapter",
      "",
      "",
      "",
      spread(bottleneckAdapter.validation),
      spread(bottleneckAdapter.test),
    ],
    ["Linear probe", "", "", "", spread(linearProbe.validation), spread(linearProbe.test)],
  ];
  const head = ["τ", "mean degree", "isolated %", "homophily %", "validation %", "test %"];
  const optimism =
    best?.optimism == null
      ? ""
      : `\nChoosing τ on test would have read ${(100 * best.optimism).toFixed(1)} points higher.`;
  return table(head, [...rows, ...others]) + optimism;
}

/** One table a scope: they are never ranked together. */
export function methodTables({ table: methods, skipped }: MethodResults): string {
  const scopes: readonly GraphScope[] = ["inductive", "transductive"];
  const tables = scopes.flatMap((scope) => {
    const rows = methods[scope].map((row): Row => [
      row.name,
      spread(row.validation),
      spread(row.test),
      row.difference === null ? "" : signed(row.difference),
      Math.round(row.parameters).toLocaleString("en"),
      Math.round(row.bytes / 1024).toLocaleString("en"),
      row.seconds.toFixed(1),
      row.trials.toString(),
      row.runs
        .map(({ tuned }) => tunedText(tuned))
        .filter((text) => text !== "")
        .join("; "),
    ]);
    const title =
      scope === "inductive"
        ? "Inductive methods"
        : "Transductive methods (they use the unlabelled test rows)";
    const head = [
      "method",
      "validation %",
      "test %",
      "minus probe",
      "trainable",
      "KiB",
      "s a seed",
      "trials",
      "tuned",
    ];
    return rows.length === 0 ? [] : [`${title}\n${table(head, rows)}`];
  });
  const missing = METHOD_FACTS.flatMap(({ id }) => {
    const reason = skipped[id];
    return reason === undefined ? [] : [`${methodFacts(id).name} (${id}): ${reason}`];
  });
  return [...tables, ...(missing.length === 0 ? [] : [`Not run: ${missing.join("; ")}.`])].join(
    "\n\n",
  );
}

function tunedText(tuned: Readonly<Record<string, number>>): string {
  return Object.entries(tuned)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(", ");
}

/** "+1.2 ± 0.4" points */
function signed(difference: SeedSummary): string {
  return `${difference.mean >= 0 ? "+" : ""}${spread(difference)}`;
}

const percent = (value: number): string => (100 * value).toFixed(1);

/** "80.6 ± 1.4"; without ± for one seed. */
function spread(summary: SeedSummary | null): string {
  if (summary === null) return "n/a";
  const { mean, sd } = summary;
  return sd === null ? percent(mean) : `${percent(mean)} ± ${percent(sd)}`;
}

/** The first column to the left, the others to the right. */
function table(head: Row, rows: readonly Row[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length)),
  );
  const padded = (line: Row): string =>
    widths
      .map((width, column) => {
        const cell = line[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  return lines.map(padded).join("\n");
}
