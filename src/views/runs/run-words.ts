/** What the list says of a run, and which runs a filter leaves. */

import { figureSummary } from "../../studio/ledger-figures.ts";
import type { LedgerKind, LedgerRecord, LedgerSummary } from "../../studio/ledger-record.ts";
import { accuracy } from "../format/accuracy.ts";
import { dateTime } from "../format/date-time.ts";

export const KIND_TITLES: Record<LedgerKind, string> = {
  sweep: "Sweep",
  methods: "Methods",
  ablations: "Ablations",
  continual: "Continual",
};

/** "Sweep of photos, 3 July 2026 at 14:05" */
export function runTitle({
  kind,
  dataset,
  finishedAt,
}: Pick<LedgerRecord, "kind" | "dataset" | "finishedAt">): string {
  return `${KIND_TITLES[kind]} of ${dataset.name}, ${dateTime(finishedAt)}`;
}

/** Methods and ablations name the scope of each row themselves. */
export function scopeWords({ kind, scope }: LedgerSummary): string {
  switch (kind) {
    case "sweep":
      return scope;
    case "methods":
      return "both";
    case "ablations":
      return `${scope}, varied`;
    case "continual":
      return "inductive";
  }
}

/** The first figure, and how many stand behind it. */
export function figureWords({ figures }: LedgerSummary): string {
  const [first] = figures;
  if (first === undefined) return "–";
  const { validation, test } = figureSummary(first);
  const words = `${first.name}: ${accuracy(validation)}`;
  const tested = test === null ? words : `${words}, test ${accuracy(test)}`;
  return figures.length === 1 ? tested : `${tested}; ${figures.length - 1} more`;
}

export interface RunFilter {
  readonly kind: LedgerKind | "all";
  /** Fingerprint; null for all data. */
  readonly dataset: string | null;
  readonly starredOnly: boolean;
}

export function matches(run: LedgerSummary, { kind, dataset, starredOnly }: RunFilter): boolean {
  if (kind !== "all" && run.kind !== kind) return false;
  if (dataset !== null && run.dataset.fingerprint !== dataset) return false;
  return run.starred || !starredOnly;
}

/** One entry a data fingerprint; names that more than one has are told apart by it. */
export function datasetOptions(
  runs: readonly LedgerSummary[],
): readonly { readonly value: string; readonly label: string }[] {
  const names = new Map(runs.map(({ dataset }) => [dataset.fingerprint, dataset.name]));
  return [...names].map(([value, name]) => {
    const shared = [...names.values()].filter((other) => other === name).length > 1;
    return { value, label: shared ? `${name} (${value.slice(0, 6)})` : name };
  });
}
