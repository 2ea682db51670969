/** The tuning of methods that solve instead of training: some configurations, the best on validation. */

import type { Progress } from "../artifacts.ts";
import { TRIAL_BUDGET, type Method, type MethodProblem, type MethodRun } from "./method.ts";
import { predictedClasses, scoreAccuracy } from "./class-scores.ts";
import type { PredictedPart } from "./text-space.ts";

type Scores = Float32Array | Float64Array;

export interface ConfiguredMethod<Configuration> {
  readonly method: Pick<Method, "id" | "name">;
  /** Simplest first. */
  readonly configurations: readonly Configuration[];
  readonly tuned: (configuration: Configuration) => Readonly<Record<string, number>>;
  /** [rows of the part, C] */
  readonly scores: (configuration: Configuration, part: PredictedPart) => Scores | Promise<Scores>;
  /** Numbers that prediction needs beside the class texts (cache keys, solved weights). */
  readonly storedNumbers: number;
}

/**
 * Validates every configuration and predicts with the best; of equally accurate ones the first, so the simplest, stays.
 *
 * @param startMs when the method began @throws RangeError without a configuration, or with more than TRIAL_BUDGET
 */
export async function* chooseConfiguration<Configuration>(
  problem: Pick<MethodProblem, "runSeed" | "classCount" | "validationLabels">,
  { method, configurations, tuned, scores, storedNumbers }: ConfiguredMethod<Configuration>,
  clock: () => number,
  startMs: number,
): AsyncGenerator<Progress, MethodRun> {
  const { classCount, validationLabels } = problem;
  if (configurations.length > TRIAL_BUDGET) {
    throw new RangeError(`${configurations.length} configurations of at most ${TRIAL_BUDGET}`);
  }
  let best: { configuration: Configuration; accuracy: number } | null = null;
  for (const [index, configuration] of configurations.entries()) {
    const validation = await scores(configuration, "validation");
    const accuracy = scoreAccuracy(validation, classCount, validationLabels);
    if (best === null || accuracy > best.accuracy) best = { configuration, accuracy };
    yield { label: method.name, done: index + 1, total: configurations.length };
  }
  if (best === null) throw new RangeError("no configuration");
  const { configuration, accuracy } = best;
  const predictions = async (part: PredictedPart): Promise<number[]> =>
    predictedClasses(await scores(configuration, part), classCount);
  return {
    method: method.id,
    runSeed: problem.runSeed,
    tuned: tuned(configuration),
    trials: configurations.length,
    validationAccuracy: accuracy,
    validationPredictions: await predictions("validation"),
    testPredictions: await predictions("test"),
    parameters: 0,
    bytes: 4 * storedNumbers,
    seconds: (clock() - startMs) / 1000,
  };
}
