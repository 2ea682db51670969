/** The methods of the table from the command line, each with every seed. */

import { Cancelled, type FusedFeatures } from "../../src/pipeline/artifacts.ts";
import type { MethodId, MethodProblem, MethodRun } from "../../src/pipeline/methods/method.ts";
import { methodFacts } from "../../src/pipeline/methods/method-facts.ts";
import { methodProblem } from "../../src/pipeline/methods/method-problem.ts";
import { methodTable, type MethodTable } from "../../src/pipeline/methods/method-table.ts";
import { METHODS } from "../../src/pipeline/methods/methods.ts";
import { TUNED_METHODS } from "../../src/pipeline/methods/tuned-methods.ts";
import type { StudyProblem } from "../../src/pipeline/methods/study-problem.ts";
import { drive, type Job } from "./job.ts";
import type { NodeTools } from "./node-tools.ts";
import type { SweepOptions } from "./options.ts";

export interface MethodResults {
  /** Methods that every seed has finished. */
  readonly table: MethodTable;
  /** Methods that were asked for and did not run, with the reason. */
  readonly skipped: Partial<Record<MethodId, string>>;
  readonly finished: boolean;
}

/** @param testLabels met only here, once a method's runs are finished */
export async function runMethods(
  study: StudyProblem,
  features: FusedFeatures,
  options: SweepOptions,
  testLabels: readonly number[],
  tools: NodeTools,
  job: Job,
): Promise<MethodResults> {
  const finishedRuns: MethodRun[] = [];
  const skipped: Partial<Record<MethodId, string>> = {};
  const wanted = options.methods.filter((id) => {
    const reason = lacking(id, study);
    if (reason !== null) skipped[id] = reason;
    return reason === null;
  });
  const { runSeeds } = study.settings.training;
  const tableOf = (): MethodTable => methodTable(finishedRuns, runSeeds, testLabels);
  const problems = new Map<number, MethodProblem>();
  const problemOf = (seed: number): MethodProblem => {
    const known = problems.get(seed) ?? methodProblem(study, features, seed);
    problems.set(seed, known);
    return known;
  };
  try {
    if (wanted.length > 0) job.start("Methods", wanted.length * runSeeds.length, "runs");
    for (const [index, id] of wanted.entries()) {
      const runs: MethodRun[] = [];
      for (const [place, seed] of runSeeds.entries()) {
        const run = methodOf(id, options.tuned).run(problemOf(seed), tools);
        runs.push(
          await drive(run, job, ({ done, total }) => {
            job.note(`${id}, seed ${seed}, ${done} of ${total}`);
          }),
        );
        job.done(index * runSeeds.length + place + 1);
      }
      finishedRuns.push(...runs);
    }
    return { table: tableOf(), skipped, finished: true };
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    return { table: tableOf(), skipped, finished: false };
  } finally {
    job.finish();
  }
}

function methodOf(id: MethodId, tuned: boolean) {
  const own = tuned ? TUNED_METHODS.find((method) => method.id === id) : undefined;
  const method = own ?? METHODS.find((candidate) => candidate.id === id);
  if (method === undefined) throw new RangeError(`no method ${id}`);
  return method;
}

/** What the data lacks for a method, or null. */
function lacking(id: MethodId, { classTexts, settings }: StudyProblem): string | null {
  const { needs } = methodFacts(id);
  if (!METHODS.some((method) => method.id === id)) return "not built";
  if (needs.includes("class-texts") && classTexts === null) return "needs class texts (--texts)";
  const { modalityWeight: w } = settings.features;
  if (needs.includes("text-features") && (w === 0 || w === 1))
    return "needs image and text features";
  return null;
}
