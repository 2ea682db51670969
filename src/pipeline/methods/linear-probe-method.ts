/** The linear probe as a method of the table: the reference that every other one is paired with. */

import type { Progress } from "../artifacts.ts";
import { validatedProbe } from "../training/linear-probe.ts";
import { asyncSteps } from "./async-steps.ts";
import type { Method, MethodProblem, MethodRun } from "./method.ts";

/** Of the solved weights and biases C D + C; L-BFGS holds its gradient and ten pairs of steps besides, which the table's bytes leave out. */
export const linearProbeMethod: Method = {
  id: "linear-probe",
  name: "Linear probe",
  scope: "inductive",
  needsClassTexts: false,
  source: "Zhou et al. 2022, arXiv:2109.01134",
  run: (problem, { clock }) => asyncSteps(probeSteps(problem, clock)),
};

function* probeSteps(problem: MethodProblem, clock: () => number): Generator<Progress, MethodRun> {
  const startMs = clock();
  yield { label: linearProbeMethod.name, done: 0, total: 1 };
  const { features, featureScale, runs } = problem.graph.inductive;
  const { point, validationPredictions, trials } = validatedProbe(features, featureScale, runs[0]!);
  const parameters = problem.classCount * (features.dimension + 1);
  return {
    method: "linear-probe",
    runSeed: problem.runSeed,
    tuned: { "log10 C": point.log10InverseStrength },
    trials,
    validationAccuracy: point.validationAccuracy,
    validationPredictions,
    testPredictions: point.testPredictions,
    parameters,
    bytes: 4 * parameters,
    seconds: (clock() - startMs) / 1000,
  };
}
