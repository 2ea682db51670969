/** Whether a value read from a file is a sweep's record as this version writes it: files outlive the code that wrote them. */

import {
  SHOTS,
  type ComputeRecord,
  type GraphStatistics,
  type LinearProbePoint,
  type RunPoint,
  type SweepRecord,
  type SweepSettings,
} from "../../pipeline/artifacts.ts";

type Check = (value: unknown) => boolean;
type Shape<T> = Readonly<Record<keyof T, Check>>;

const isString: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isBoolean: Check = (value) => typeof value === "boolean";
const isCount: Check = (value) => Number.isInteger(value) && isNumber(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** Every field of T has a check, which the compiler demands; a field that is missing fails it. */
function objectOf<T>(shape: Shape<T>): Check {
  const checks: readonly [string, Check][] = Object.entries(shape);
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    checks.every(([field, check]) => check(Reflect.get(value, field)));
}

const isSettings = objectOf<SweepSettings>({
  splitSeed: isNumber,
  features: objectOf<SweepSettings["features"]>({
    modalityWeight: isNumber,
    center: isBoolean,
    scale: isNumber,
  }),
  scope: oneOf("inductive", "transductive"),
  adapter: objectOf<SweepSettings["adapter"]>({
    bottleneckDimension: isCount,
    residual: isBoolean,
    activation: oneOf("relu", "none"),
  }),
  training: objectOf<SweepSettings["training"]>({
    shots: oneOf(...SHOTS),
    runSeeds: listOf(isNumber),
    epochs: isCount,
    learningRate: isNumber,
    ewcLambda: isNumber,
  }),
  thresholdCount: isCount,
});

const isStatistics = objectOf<GraphStatistics>({
  threshold: isNumber,
  edges: isCount,
  meanDegree: isNumber,
  isolated: isNumber,
  homophily: orNull(isNumber),
  adjustedHomophily: orNull(isNumber),
});

const isPoint = objectOf<RunPoint>({
  runSeed: isNumber,
  threshold: isNumber,
  statistics: isStatistics,
  keptEpoch: isCount,
  validationAccuracy: isNumber,
  validationLoss: isNumber,
  validationPredictions: listOf(isCount),
  testPredictions: listOf(isCount),
  trainLosses: listOf(isNumber),
  seconds: isNumber,
});

const isLinearProbe = objectOf<LinearProbePoint>({
  runSeed: isNumber,
  log10InverseStrength: isNumber,
  validationAccuracy: isNumber,
  testPredictions: listOf(isCount),
});

const isRecord = objectOf<SweepRecord>({
  testRevealed: isBoolean,
  key: isString,
  settings: isSettings,
  thresholds: listOf(isNumber),
  points: listOf(isPoint),
  linearProbes: listOf(isLinearProbe),
  origin: oneOf("recorded", "computed"),
  compute: orNull(
    objectOf<ComputeRecord>({ trainingBackend: isString, adapter: isString, finishedAt: isString }),
  ),
});

export function isSweepRecord(value: unknown): value is SweepRecord {
  return isRecord(value);
}
