/** One run as the ledger keeps it: what it was made from, what came out, and what the visitor noted. */

import type {
  ComputeRecord,
  GraphScope,
  SweepRecord,
  SweepSettings,
} from "../pipeline/artifacts.ts";
import type { PlanOf, RunOf, StudyName, StudyRecord } from "./slices/studies.ts";

export const LEDGER_KINDS = ["sweep", "methods", "ablations", "continual"] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

export type StudyBody<Name extends StudyName> = StudyRecord<PlanOf<Name>, RunOf<Name>>;

export interface LedgerBodies {
  readonly sweep: SweepRecord;
  readonly methods: StudyBody<"methods">;
  readonly ablations: StudyBody<"ablations">;
  readonly continual: StudyBody<"continual">;
}

/** Far more than anyone types; a run with a longer note is no run. */
export const MOST_NOTE_CHARACTERS = 10_000;

/** Bytes or characters of an exported file: a page that parses more in one piece stands still for seconds. About forty sweeps with their weights. */
export const LARGEST_LEDGER_FILE = 128 * 1024 * 1024;

/** Accuracy of one method, variant or sequence, seed by seed. */
export interface LedgerFigure {
  readonly name: string;
  /** The seeds that are there, in the order of the settings; [seeds] each. */
  readonly runSeeds: readonly number[];
  readonly validation: readonly number[];
  /** Null while test is covered. */
  readonly test: readonly number[] | null;
}

/** A trained adapter of one seed: named arrays, row-major. */
export interface LedgerWeights {
  readonly runSeed: number;
  /** τ*_s, at which it was trained. */
  readonly threshold: number;
  readonly arrays: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
}

interface LedgerHead {
  readonly id: string;
  /** ISO 8601 */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** False for a run that was stopped; what it has finished is kept. */
  readonly finished: boolean;
  readonly dataset: {
    readonly name: string;
    /** Of the examples, their labels and captions, the models that embedded them, and the near duplicates that are dropped. */
    readonly fingerprint: string;
  };
  /** Of all its trained runs, one after another. */
  readonly seconds: number;
  /** The one to show first is first. */
  readonly figures: readonly LedgerFigure[];
  readonly starred: boolean;
  readonly note: string;
}

/** Settings, seeds and device stand in the body. */
export type LedgerRecordOf<Kind extends LedgerKind> = LedgerHead & {
  readonly kind: Kind;
  readonly body: LedgerBodies[Kind];
  /** Of a sweep; empty where they were not kept. */
  readonly weights: readonly LedgerWeights[];
};
export type LedgerRecord = { [Kind in LedgerKind]: LedgerRecordOf<Kind> }[LedgerKind];

/** What a list shows without reading curves and weights. */
export interface LedgerSummary extends LedgerHead {
  readonly kind: LedgerKind;
  /** Of data and settings, see `StudyRecord.key`. */
  readonly key: string;
  readonly scope: GraphScope;
  readonly settings: SweepSettings;
  readonly compute: ComputeRecord | null;
}

export function ledgerSummary(record: LedgerRecord): LedgerSummary {
  const { id, kind, startedAt, finishedAt, finished, dataset, seconds } = record;
  const { figures, starred, note } = record;
  const { key, settings, compute } = record.body;
  const head = { id, kind, startedAt, finishedAt, finished, dataset, seconds };
  return { ...head, figures, starred, note, key, scope: settings.scope, settings, compute };
}

export function isOfKind<Kind extends LedgerKind>(
  record: LedgerRecord | LedgerRecordOf<Kind>,
  kind: Kind,
): record is LedgerRecordOf<Kind> {
  return record.kind === kind;
}
