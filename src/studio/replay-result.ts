/** Whether a run that was trained again from its record gave the same numbers. */

import type {
  ComputeRecord,
  LinearProbePoint,
  RunPoint,
  SweepRecord,
} from "../pipeline/artifacts.ts";
import type { VariantRun } from "../pipeline/ablations/ablation.ts";
import type { ContinualRun } from "../pipeline/continual/continual.ts";
import type { MethodRun } from "../pipeline/methods/method.ts";
import type { Difference } from "./ledger-difference.ts";
import { methodName, sequenceName, variantName } from "./ledger-figures.ts";
import type { LedgerBodies, LedgerKind, StudyBody } from "./ledger-record.ts";

/**
 * Between two backends, the mean agreement on validation that counts as the same result. Products in another order round otherwise in their last bit, which 150 epochs
 * may carry to an example between two classes or to another kept epoch.
 */
export const AGREEMENT_TOLERANCE = 0.98;

export interface ReplayResult {
  /** "equal": every number but the times. "within": another device, and agreement reaches AGREEMENT_TOLERANCE. */
  readonly verdict: "equal" | "within" | "different";
  /** Equal numbers are due only on the same device. */
  readonly sameDevice: boolean;
  readonly before: ComputeRecord | null;
  readonly after: ComputeRecord | null;
  readonly runs: number;
  /** Mean over runs: share of equal validation predictions, or 1 - |difference of validation accuracy| where a run keeps no predictions. */
  readonly agreement: number;
  /** Empty when equal. */
  readonly differences: readonly Difference[];
}

type AnyRun = RunPoint | LinearProbePoint | MethodRun | VariantRun | ContinualRun;

export type LedgerBody = {
  [Kind in LedgerKind]: { kind: Kind; body: LedgerBodies[Kind] };
}[LedgerKind];

/** @throws RangeError when the replay lacks a run of the record, or there is none */
export function replayResult(before: LedgerBody, after: LedgerBody): ReplayResult {
  const again = runsByName(after);
  const pairs = [...runsByName(before)].map(([name, run]) => {
    const other = again.get(name);
    if (other === undefined) throw new RangeError(`the replay lacks ${name}`);
    return { name, run, other };
  });
  if (pairs.length === 0) throw new RangeError("a record without a run");
  const differences = pairs.flatMap(({ name, run, other }) => runDifferences(name, run, other));
  const agreement =
    pairs.reduce((sum, { run, other }) => sum + validationAgreement(run, other), 0) / pairs.length;
  const sameDevice = isSameDevice(before.body.compute, after.body.compute);
  const within = !sameDevice && agreement >= AGREEMENT_TOLERANCE;
  return {
    verdict: differences.length === 0 ? "equal" : within ? "within" : "different",
    sameDevice,
    before: before.body.compute,
    after: after.body.compute,
    runs: pairs.length,
    agreement,
    differences,
  };
}

function runsByName(record: LedgerBody): ReadonlyMap<string, AnyRun> {
  switch (record.kind) {
    case "sweep":
      return sweepRuns(record.body);
    case "methods":
      return new Map(
        record.body.runs.map((run) => [`${methodName(run.method)}, ${seedOf(run)}`, run]),
      );
    case "ablations":
      return new Map(
        record.body.runs.map((run) => [`${variantName(run.variant)}, ${seedOf(run)}`, run]),
      );
    case "continual":
      return sequenceRuns(record.body);
  }
}

function sweepRuns({ points, linearProbes }: SweepRecord): ReadonlyMap<string, AnyRun> {
  return new Map<string, AnyRun>([
    ...points.map((run) => [`τ ${String(run.threshold)}, ${seedOf(run)}`, run] as const),
    ...linearProbes.map((run) => [`Linear probe, ${seedOf(run)}`, run] as const),
  ]);
}

function sequenceRuns({ runs }: StudyBody<"continual">): ReadonlyMap<string, AnyRun> {
  return new Map(runs.map((run) => [`${sequenceName(run.settings)}, ${seedOf(run)}`, run]));
}

function seedOf({ runSeed }: { readonly runSeed: number }): string {
  return `seed ${String(runSeed)}`;
}

/** A processor gives the same numbers as any other by the same backend; a GPU may have its own order of summation. A run that changed device has none to repeat. */
function isSameDevice(a: ComputeRecord | null, b: ComputeRecord | null): boolean {
  if (a === null || b === null || a.trainingBackend !== b.trainingBackend) return false;
  if (a.trainingBackend.includes(", then ")) return false;
  return a.trainingBackend !== "webgpu" || a.adapter === b.adapter;
}

function runDifferences(name: string, run: AnyRun, other: AnyRun): readonly Difference[] {
  const others = new Map<string, unknown>(Object.entries(other));
  return Object.entries(run).flatMap(([field, value]: [string, unknown]) => {
    const again = others.get(field);
    if (field === "seconds" || isEqual(value, again)) return [];
    return [{ name: `${name}: ${inWords(field)}`, ...briefly(value, again) }];
  });
}

/** Of JSON values. The order of an object's fields says nothing: storage and training build them in different orders. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) {
    return Object.is(a, b);
  }
  const others = new Map<string, unknown>(Object.entries(b));
  const fields = Object.entries(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    fields.length === others.size &&
    fields.every(([field, value]) => others.has(field) && isEqual(value, others.get(field)))
  );
}

/** Long lists by how many of their entries differ. */
function briefly(before: unknown, after: unknown): { before: string; after: string } {
  if (!Array.isArray(before) || !Array.isArray(after)) {
    return { before: inJson(before), after: inJson(after) };
  }
  const differing = before.filter((value, i) => !isEqual(value, after[i])).length;
  return {
    before: `${String(before.length)} values`,
    after: `${String(after.length)} values, ${String(differing)} of them others`,
  };
}

/** A field that is not there has no JSON. */
function inJson(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}

/** "validationLoss" -> "validation loss" */
function inWords(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** In [0, 1], 1 for equal results on validation. */
function validationAgreement(run: AnyRun, other: AnyRun): number {
  if ("validationPredictions" in run && "validationPredictions" in other) {
    return equalShare(run.validationPredictions, other.validationPredictions);
  }
  if ("validation" in run && "validation" in other) {
    return 1 - meanDistance(run.validation.flat(), other.validation.flat());
  }
  if ("validationAccuracy" in run && "validationAccuracy" in other) {
    return 1 - Math.abs(run.validationAccuracy - other.validationAccuracy);
  }
  return 0;
}

function equalShare(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return 0;
  return a.length === 0 ? 1 : a.filter((value, i) => value === b[i]).length / a.length;
}

/** Values in [0, 1]; 1 for lists of other lengths. */
function meanDistance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return 1;
  const sum = a.reduce((total, value, i) => total + Math.abs(value - (b[i] ?? Number.NaN)), 0);
  return a.length === 0 ? 0 : sum / a.length;
}
