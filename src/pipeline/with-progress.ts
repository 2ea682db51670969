/** Steps that count what is done, as reports that say what it is and how much there is. */

import type { Progress } from "./artifacts.ts";

/**
 * @param before what was done before the first step, of `total`
 * @returns the same steps and result
 */
export function* withProgress<Result>(
  steps: Generator<number, Result>,
  label: string,
  total: number,
  before = 0,
): Generator<Progress, Result> {
  const result: { value: Result }[] = [];
  const kept = (function* (): Generator<number, void> {
    result.push({ value: yield* steps });
  })();
  // A for loop ends the steps too when nobody asks for the rest.
  for (const done of kept) yield { label, done: before + done, total };
  return result[0]!.value;
}

/** What the steps return, without a pause. */
export function atOnce<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
