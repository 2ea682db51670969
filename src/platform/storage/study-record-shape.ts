/** Whether a value read from a file is the record of a study. */

import type { VariantRun } from "../../pipeline/ablations/ablation.ts";
import { VARIANT_FACTS } from "../../pipeline/ablations/variant-facts.ts";
import type {
  ContinualMethod,
  ContinualRun,
  ContinualSettings,
} from "../../pipeline/continual/continual.ts";
import { METHOD_FACTS } from "../../pipeline/methods/method-facts.ts";
import type { MethodRun } from "../../pipeline/methods/method.ts";
import { FISHER_ESTIMATORS } from "../../pipeline/training/fisher-estimator-name.ts";
import type { StudyBody } from "../../studio/ledger-record.ts";
import {
  isBoolean,
  isCount,
  isNumber,
  isString,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  type Check,
} from "./shape-checks.ts";
import { isCompute, isSweepSettings } from "./sweep-record-shape.ts";

const isMethodId = oneOf(...METHOD_FACTS.map(({ id }) => id));
const isVariantId = oneOf(...VARIANT_FACTS.map(({ id }) => id));
const isPredictions = listOf(isCount);

const isMethodRun = objectOf<MethodRun>({
  method: isMethodId,
  runSeed: isNumber,
  tuned: mapOf(isNumber),
  trials: isCount,
  validationAccuracy: isNumber,
  validationPredictions: isPredictions,
  testPredictions: isPredictions,
  parameters: isCount,
  bytes: isCount,
  seconds: isNumber,
});

const isVariantRun = objectOf<VariantRun>({
  variant: isVariantId,
  runSeed: isNumber,
  threshold: orNull(isNumber),
  curve: listOf(
    objectOf<VariantRun["curve"][number]>({
      threshold: isNumber,
      validationAccuracy: isNumber,
      meanDegree: isNumber,
    }),
  ),
  validationAccuracy: isNumber,
  testPredictions: listOf(isPredictions),
  parameters: isCount,
  seconds: isNumber,
  remarks: listOf(isString),
});

type MethodOf<Kind extends ContinualMethod["kind"]> = Extract<ContinualMethod, { kind: Kind }>;
const continualMethods: readonly Check[] = [
  objectOf<MethodOf<"ewc">>({
    kind: oneOf("ewc"),
    fisher: oneOf(...FISHER_ESTIMATORS),
    accumulation: oneOf("online", "separate"),
    normalized: optional(oneOf(true)),
    lambda: isNumber,
  }),
  objectOf<MethodOf<"si">>({ kind: oneOf("si"), strength: isNumber }),
  objectOf<MethodOf<"joint">>({ kind: oneOf("joint") }),
  objectOf<MethodOf<"fine-tuning">>({ kind: oneOf("fine-tuning") }),
];

const isSequence = objectOf<ContinualSettings>({
  scenario: oneOf("task-il", "class-il", "domain-il"),
  taskCount: isCount,
  threshold: isNumber,
  epochs: isCount,
  learningRate: isNumber,
  method: (value) => continualMethods.some((check) => check(value)),
  graph: optional(oneOf("so-far")),
});

const isContinualRun = objectOf<ContinualRun>({
  runSeed: isNumber,
  settings: isSequence,
  tasks: listOf(listOf(isCount)),
  validation: listOf(listOf(isNumber)),
  initialValidation: listOf(isNumber),
  testPredictions: listOf(listOf(isPredictions)),
  initialTestPredictions: listOf(isPredictions),
  fisherMeans: listOf(mapOf(isNumber)),
  fisherTrace: isNumber,
  seconds: isNumber,
});

export const isMethodsBody = objectOf<StudyBody<"methods">>({
  key: isString,
  settings: isSweepSettings,
  plan: objectOf<StudyBody<"methods">["plan"]>({ methods: listOf(isMethodId) }),
  runs: listOf(isMethodRun),
  compute: orNull(isCompute),
});

export const isAblationsBody = objectOf<StudyBody<"ablations">>({
  key: isString,
  settings: isSweepSettings,
  plan: objectOf<StudyBody<"ablations">["plan"]>({
    variants: listOf(isVariantId),
    neighbours: isCount,
    paperCode: objectOf<StudyBody<"ablations">["plan"]["paperCode"]>({
      trainAdapter: isBoolean,
      cloneAnchor: isBoolean,
    }),
  }),
  runs: listOf(isVariantRun),
  compute: orNull(isCompute),
});

export const isContinualBody = objectOf<StudyBody<"continual">>({
  key: isString,
  settings: isSweepSettings,
  plan: objectOf<StudyBody<"continual">["plan"]>({ sequences: listOf(isSequence) }),
  runs: listOf(isContinualRun),
  compute: orNull(isCompute),
});
