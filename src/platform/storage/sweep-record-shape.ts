/** Whether a value read from a file is a sweep's record, and what records of the version before lack. */

import {
  SHOTS,
  type ComputeRecord,
  type GraphStatistics,
  type LinearProbePoint,
  type RunPoint,
  type SweepRecord,
  type SweepSettings,
} from "../../pipeline/artifacts.ts";
import {
  isBoolean,
  isCount,
  isNumber,
  isString,
  listOf,
  objectOf,
  oneOf,
  orNull,
} from "./shape-checks.ts";

export const isSweepSettings = objectOf<SweepSettings>({
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
  pairBudget: isCount,
});

const isStatistics = objectOf<GraphStatistics>({
  threshold: isNumber,
  edges: isCount,
  meanDegree: isNumber,
  isolated: isNumber,
  homophily: orNull(isNumber),
  adjustedHomophily: orNull(isNumber),
  components: orNull(isCount),
  exact: isBoolean,
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

export const isCompute = objectOf<ComputeRecord>({
  trainingBackend: isString,
  adapter: isString,
  finishedAt: isString,
});

const isRecord = objectOf<SweepRecord>({
  testRevealed: isBoolean,
  key: isString,
  settings: isSweepSettings,
  thresholds: listOf(isNumber),
  points: listOf(isPoint),
  linearProbes: listOf(isLinearProbe),
  origin: oneOf("recorded", "computed"),
  compute: orNull(isCompute),
});

/** The budget of pairs when it could not be set yet, and every pair was kept. */
const FIRST_PAIR_BUDGET = 2_000_000;

/** Null unless the value is a sweep's record. */
export function asSweepRecord(value: unknown): SweepRecord | null {
  const record = withLaterFields(value);
  return isSweepRecord(record) ? record : null;
}

function isSweepRecord(value: unknown): value is SweepRecord {
  return isRecord(value);
}

/** A sweep that was written before there was a budget of pairs and a count of components gets the values it had without saying so. */
export function withLaterFields(value: unknown): unknown {
  if (!isObject(value) || !isObject(value["settings"])) return value;
  const { settings, points } = value;
  return {
    ...value,
    settings: { pairBudget: FIRST_PAIR_BUDGET, ...settings },
    points: Array.isArray(points) ? points.map(withLaterStatistics) : points,
  };
}

function withLaterStatistics(point: unknown): unknown {
  if (!isObject(point) || !isObject(point["statistics"])) return point;
  return { ...point, statistics: { components: null, exact: true, ...point["statistics"] } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
