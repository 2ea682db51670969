/** Whether a value from the database or from a file is a run of the ledger. Both may come from another version, a file from anyone. */

import {
  LEDGER_KINDS,
  MOST_NOTE_CHARACTERS,
  type LedgerFigure,
  type LedgerRecord,
  type LedgerRecordOf,
  type LedgerSummary,
  type LedgerWeights,
} from "../../studio/ledger-record.ts";
import {
  isBoolean,
  isCount,
  isNumber,
  isString,
  listOf,
  objectOf,
  oneOf,
  orNull,
  type Check,
} from "./shape-checks.ts";
import { isAblationsBody, isContinualBody, isMethodsBody } from "./study-record-shape.ts";
import { asSweepRecord, isCompute, isSweepSettings } from "./sweep-record-shape.ts";

const isTime: Check = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
const isNote: Check = (value) => typeof value === "string" && value.length <= MOST_NOTE_CHARACTERS;
const isDataset = objectOf<LedgerRecord["dataset"]>({ name: isString, fingerprint: isString });

const hasFigureFields = objectOf<LedgerFigure>({
  name: isString,
  runSeeds: listOf(isNumber),
  validation: listOf(isNumber),
  test: orNull(listOf(isNumber)),
});
const isFigureLike = (value: unknown): value is LedgerFigure => hasFigureFields(value);
const isFigure: Check = (value) => {
  if (!isFigureLike(value)) return false;
  const { runSeeds, validation, test } = value;
  const seeds = runSeeds.length;
  return seeds > 0 && validation.length === seeds && (test === null || test.length === seeds);
};

type WeightArray = LedgerWeights["arrays"][number];
const hasArrayFields = objectOf<WeightArray>({
  name: isString,
  shape: listOf((value) => isCount(value) && Number(value) >= 0),
  values: (value) => value instanceof Float32Array,
});
const isArrayLike = (value: unknown): value is WeightArray => hasArrayFields(value);
const isWeights = objectOf<LedgerWeights>({
  runSeed: isNumber,
  threshold: isNumber,
  arrays: listOf(
    (value) => isArrayLike(value) && value.values.length === value.shape.reduce((a, b) => a * b, 1),
  ),
});

const headFields = {
  id: isString,
  startedAt: isTime,
  finishedAt: isTime,
  finished: isBoolean,
  dataset: isDataset,
  seconds: isNumber,
  figures: listOf(isFigure),
  starred: isBoolean,
  note: isNote,
};

const isSummary = objectOf<LedgerSummary>({
  ...headFields,
  kind: oneOf(...LEDGER_KINDS),
  key: isString,
  scope: oneOf("inductive", "transductive"),
  settings: isSweepSettings,
  compute: orNull(isCompute),
});

export function isLedgerSummary(value: unknown): value is LedgerSummary {
  return isSummary(value);
}

const bodies: { readonly [Kind in LedgerRecord["kind"]]: Check } = {
  sweep: (value) => asSweepRecord(value) !== null,
  methods: isMethodsBody,
  ablations: isAblationsBody,
  continual: isContinualBody,
};

const shapes: readonly Check[] = LEDGER_KINDS.map((kind) =>
  objectOf<LedgerRecordOf<typeof kind>>({
    ...headFields,
    kind: oneOf(kind),
    body: bodies[kind],
    weights: listOf(isWeights),
  }),
);

function isLedgerRecord(value: unknown): value is LedgerRecord {
  return shapes.some((check) => check(value));
}

/** Null unless the value is a run of this version or of one before that it can read. */
export function asLedgerRecord(value: unknown): LedgerRecord | null {
  if (!isLedgerRecord(value)) return null;
  if (value.kind !== "sweep") return value;
  const body = asSweepRecord(value.body);
  return body === null ? null : { ...value, body };
}
