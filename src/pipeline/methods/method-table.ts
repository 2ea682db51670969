/** From the runs of the methods to the table: means over seeds, each method paired with the linear probe, one group of rows a scope. */

import { meanAndSd } from "../../numeric/mean-and-sd.ts";
import type { GraphScope, SeedSummary } from "../artifacts.ts";
import { accuracy } from "../evaluation/accuracy-curve.ts";
import { METHOD_FACTS, type MethodFacts } from "./method-facts.ts";
import type { MethodId, MethodRun } from "./method.ts";

export interface MethodRow {
  readonly method: MethodId;
  readonly name: string;
  readonly scope: GraphScope;
  /** Run seeds that were asked for and have no run yet. A row with one is incomplete, and its means are of the others. */
  readonly missingSeeds: readonly number[];
  readonly validation: SeedSummary;
  /** Null while the test labels are covered. */
  readonly test: SeedSummary | null;
  /** Test accuracy minus the linear probe's, seed by seed; null for the probe itself, where the seeds do not match, and while covered. */
  readonly difference: SeedSummary | null;
  /** Means over seeds: what validation chose may differ in size. */
  readonly parameters: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly trials: number;
  /** The runs behind the row, in the order of the run seeds. */
  readonly runs: readonly MethodRun[];
}

/** Inductive and transductive methods solve different problems: they are never ranked together. */
export type MethodTable = Readonly<Record<GraphScope, readonly MethodRow[]>>;

/**
 * Rows of the methods that have a run, in the order of METHOD_FACTS.
 *
 * @param runs at most one a method and seed; of more the last counts @param runSeeds those that every method was asked to run
 * @param testLabels class indices in node order, once they are revealed; else null
 * @throws RangeError if a prediction list has another length than the labels
 */
export function methodTable(
  runs: readonly MethodRun[],
  runSeeds: readonly number[],
  testLabels: readonly number[] | null,
): MethodTable {
  const score =
    testLabels === null || testLabels.length === 0
      ? null
      : ({ testPredictions }: MethodRun): number => accuracy(testPredictions, testLabels);
  const runsOf = (id: MethodId): readonly MethodRun[] =>
    runSeeds.flatMap(
      (seed) => runs.findLast((run) => run.method === id && run.runSeed === seed) ?? [],
    );
  const probes = runsOf("linear-probe");
  const rows = METHOD_FACTS.flatMap((facts): readonly MethodRow[] => {
    const own = runsOf(facts.id);
    return own.length === 0 ? [] : [methodRow(facts, own, runSeeds, probes, score)];
  });
  return {
    inductive: rows.filter(({ scope }) => scope === "inductive"),
    transductive: rows.filter(({ scope }) => scope === "transductive"),
  };
}

type Score = (run: MethodRun) => number;

function methodRow(
  { id, name, scope }: MethodFacts,
  runs: readonly MethodRun[],
  runSeeds: readonly number[],
  probes: readonly MethodRun[],
  score: Score | null,
): MethodRow {
  const over = (value: Score): SeedSummary => meanAndSd(runs.map(value));
  const present = runs.map(({ runSeed }) => runSeed);
  return {
    method: id,
    name,
    scope,
    missingSeeds: runSeeds.filter((seed) => !present.includes(seed)),
    validation: over(({ validationAccuracy }) => validationAccuracy),
    test: score === null ? null : over(score),
    difference: score === null || id === "linear-probe" ? null : difference(runs, probes, score),
    parameters: over(({ parameters }) => parameters).mean,
    bytes: over(({ bytes }) => bytes).mean,
    seconds: over(({ seconds }) => seconds).mean,
    trials: over(({ trials }) => trials).mean,
    runs,
  };
}

/** Both lists are in the order of the run seeds. */
function difference(
  runs: readonly MethodRun[],
  probes: readonly MethodRun[],
  score: Score,
): SeedSummary | null {
  const matched =
    runs.length === probes.length && runs.every((run, i) => run.runSeed === probes[i]!.runSeed);
  return matched ? meanAndSd(runs.map((run, i) => score(run) - score(probes[i]!))) : null;
}

/** What rows may be sorted by; `method` is the order of the table. */
export const SORT_COLUMNS = [
  "method",
  "validation",
  "test",
  "difference",
  "parameters",
  "bytes",
  "seconds",
  "trials",
] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** The rows of one scope by a column; those without a value come last either way, and equal ones keep their order. */
export function sortedRows(
  rows: readonly MethodRow[],
  column: SortColumn,
  direction: "ascending" | "descending",
): readonly MethodRow[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [x, y] = [sortValue(a, column), sortValue(b, column)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}

function sortValue(row: MethodRow, column: SortColumn): number | null {
  switch (column) {
    case "method":
      return METHOD_FACTS.findIndex(({ id }) => id === row.method);
    case "validation":
    case "test":
    case "difference":
      return row[column]?.mean ?? null;
    case "parameters":
    case "bytes":
    case "seconds":
    case "trials":
      return row[column];
  }
}
