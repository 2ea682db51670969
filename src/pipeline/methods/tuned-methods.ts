/** The tuned protocol of E23: feature scale and learning rate chosen on validation, once per method and seed, never per threshold. */

import type { GraphScope } from "../artifacts.ts";
import { bottleneckAdapter, gaNet, gaNetSeparate } from "./ga-net.ts";
import { methodProblem } from "./method-problem.ts";
import { TRIAL_BUDGET, type Method, type MethodProblem, type MethodRun } from "./method.ts";
import { softmaxAdam } from "./softmax-adam.ts";
import { studyFeatures } from "./study-problem.ts";

/** s of E2b, and Adam's learning rate. */
export interface AdamSettings {
  readonly scale: number;
  readonly learningRate: number;
}

/** The four of E23; the fixed protocol's first, which stays where another is only as good. */
export const ADAM_SETTINGS: readonly AdamSettings[] = [10, 1].flatMap((scale) =>
  [1e-3, 1e-2].map((learningRate) => ({ scale, learningRate })),
);

/** Of a sweep that shares its budget with the four: the right end is one of them already. */
const SWEEP_THRESHOLDS = TRIAL_BUDGET - ADAM_SETTINGS.length + 1;

/** The same seed of the same study with another s and learning rate. Features and graph are made anew. */
export function tunedProblem(
  { study, runSeed }: MethodProblem,
  { scale, learningRate }: AdamSettings,
): MethodProblem {
  const { settings } = study;
  const changed = {
    ...study,
    settings: {
      ...settings,
      features: { ...settings.features, scale },
      training: { ...settings.training, learningRate },
    },
  };
  return methodProblem(changed, studyFeatures(changed), runSeed);
}

/**
 * A method that first tries the four settings and then runs with the best of them. Its figures never stand in one table with those of fixed
 * settings.
 *
 * @param trial what is validated with each of the settings: the method itself, or its sweep's right end, so that no threshold takes part in the choice
 */
function tunedMethod(method: Method, trial: Method): Method {
  return {
    ...method,
    run: async function* (problem, tools) {
      const startMs = tools.clock();
      let best: { readonly settings: AdamSettings; readonly run: MethodRun } | null = null;
      for (const settings of ADAM_SETTINGS) {
        const run = yield* trial.run(tunedProblem(problem, settings), tools);
        if (best === null || run.validationAccuracy > best.run.validationAccuracy) {
          best = { settings, run };
        }
      }
      if (best === null) throw new RangeError("no settings to try");
      const { settings } = best;
      const isSweep = trial !== method;
      const run = isSweep ? yield* method.run(tunedProblem(problem, settings), tools) : best.run;
      return {
        ...run,
        tuned: { s: settings.scale, "learning rate": settings.learningRate, ...run.tuned },
        trials: isSweep ? ADAM_SETTINGS.length + run.trials - 1 : ADAM_SETTINGS.length,
        seconds: (tools.clock() - startMs) / 1000,
      };
    },
  };
}

const SCOPES: readonly GraphScope[] = ["inductive", "transductive"];

/**
 * The methods that E23 tunes, in place of those of the same id, for a table of their own. A sweep has 17 thresholds, so that its trials with the
 * four settings, which share the right end, are TRIAL_BUDGET.
 */
export const TUNED_METHODS: readonly Method[] = [
  tunedMethod(softmaxAdam, softmaxAdam),
  tunedMethod(bottleneckAdapter, bottleneckAdapter),
  ...[gaNet, gaNetSeparate].flatMap((method) =>
    SCOPES.map((scope) => tunedMethod(method(scope, SWEEP_THRESHOLDS), method(scope, 1))),
  ),
];
