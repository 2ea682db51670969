/** One seed of a study as a sequence of tasks sees it. */

import type { FusedFeatures } from "../artifacts.ts";
import { sweepProblem, type StudyProblem } from "../methods/study-problem.ts";
import type { ContinualProblem } from "./continual.ts";

/** @throws RangeError for a seed that the study does not hold */
export function continualProblem(
  study: StudyProblem,
  features: FusedFeatures,
  runSeed: number,
): ContinualProblem {
  const graph = sweepProblem(study, features, runSeed, "inductive");
  const { domains } = study;
  const [nodes] = graph.runs;
  return {
    graph,
    domains: domains === null ? null : nodes!.example.map((example) => domains[example]!),
  };
}
