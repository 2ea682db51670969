/** The table of the ablations as a file: a line a variant, fractions, the conditions in the first line. */

import Papa from "papaparse";
import type { VariantRun } from "../../pipeline/ablations/ablation.ts";
import type {
  ComparedAccuracy,
  VariantComparison,
} from "../../pipeline/ablations/variant-comparison.ts";

const ACCURACY = ["mean", "sd", "difference", "difference_sd", "interval_low", "interval_high"];

export function ablationCsv(
  compared: readonly VariantComparison[],
  runs: readonly VariantRun[],
  conditions: string,
): string {
  const header = [
    "variant",
    "seeds",
    ...ACCURACY.map((name) => `validation_${name}`),
    ...ACCURACY.map((name) => `test_${name}`),
    "thresholds",
    "parameters",
    "seconds",
    "conditions",
  ];
  const rows = compared.map(({ variant, runSeeds, validation, test }) => {
    const own = runs
      .filter((run) => run.variant === variant)
      .toSorted((a, b) => a.runSeed - b.runSeed);
    return [
      variant,
      runSeeds.join(" "),
      ...accuracyCells(validation),
      ...(test === null ? ACCURACY.map(() => "") : accuracyCells(test)),
      own.map(({ threshold }) => threshold ?? "").join(" "),
      own[0]?.parameters ?? "",
      own.reduce((sum, { seconds }) => sum + seconds, 0),
      conditions,
    ];
  });
  // A data set's name begins the conditions and may look like a formula.
  return `${Papa.unparse([header, ...rows], { newline: "\n", escapeFormulae: true })}\n`;
}

function accuracyCells({ accuracy, difference }: ComparedAccuracy): readonly (number | string)[] {
  const [low, high] = difference?.interval ?? ["", ""];
  return [
    accuracy.mean,
    accuracy.sd ?? "",
    difference?.mean ?? "",
    difference?.sd ?? "",
    low,
    high,
  ];
}
