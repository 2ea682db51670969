/** Softmax by Adam: what the Graph Adapter is at its first step, trained as it is trained. */

import { initialParameters } from "../adapter/initial-parameters.ts";
import type { EpochReport, Progress } from "../artifacts.ts";
import { simdTraining } from "../training/simd-training.ts";
import { createSoftmaxModel } from "../training/softmax-model.ts";
import { asyncSteps } from "./async-steps.ts";
import type { Method, MethodProblem, MethodRun, MethodTools } from "./method.ts";

/**
 * logits = X V + b (E13 with H = X, invariant I6's probe), by Adam as the Graph Adapter is trained (E23), from the head that it starts from with the
 * same seed, the best validation epoch kept. One configuration: nothing is tuned.
 */
export const softmaxAdam: Method = {
  id: "softmax-adam",
  name: "Softmax by Adam",
  scope: "inductive",
  needsClassTexts: false,
  source: "GA-Net without adapter; Adam: Kingma & Ba 2015, arXiv:1412.6980",
  run: (problem, tools) => asyncSteps(softmaxSteps(problem, tools)),
};

function* softmaxSteps(
  problem: MethodProblem,
  { kernels, clock }: MethodTools,
): Generator<Progress, MethodRun> {
  const startMs = clock();
  const { features, classCount, runSeed, trainLabels, validationLabels } = problem;
  const shape = { featureDimension: features.dimension, bottleneckDimension: 1, classCount };
  const model = createSoftmaxModel(
    kernels,
    initialParameters(shape, true, runSeed).headWeight.values,
    classCount,
    { features: features.train, labels: trainLabels },
    { features: features.validation, labels: validationLabels },
  );
  try {
    const training = simdTraining(model, problem.graph.inductive.training);
    const { validationAccuracy } = yield* epochsOf(training, softmaxAdam.name);
    const parameters = classCount * (features.dimension + 1);
    return {
      method: "softmax-adam",
      runSeed,
      tuned: {},
      trials: 1,
      validationAccuracy,
      validationPredictions: model.predict(features.validation),
      testPredictions: model.predict(features.test),
      parameters,
      bytes: 16 * parameters,
      seconds: (clock() - startMs) / 1000,
    };
  } finally {
    model.dispose();
  }
}

function* epochsOf<Result>(
  training: Generator<EpochReport, Result>,
  label: string,
): Generator<Progress, Result> {
  for (;;) {
    const step = training.next();
    if (step.done === true) return step.value;
    yield { label, done: step.value.epoch, total: step.value.epochs };
  }
}
