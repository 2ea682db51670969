/** How many training workers have room beside each other. */

import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";

/** Of the two gigabytes that the page may take in all; the rest is for the page, its graph, and what comes and goes. */
const WORKER_BYTES = 1.25 * 2 ** 30;

/** A kept pair with its prefix counts. */
const PAIR_BYTES = 32;

/** A worker keeps of every seed the features in two orders and the ranked pairs. */
function workerBytes({ runs, features, pairBudget }: SweepProblem): number {
  return runs.reduce((sum, { example }) => {
    const pairs = Math.min(pairBudget, (example.length * (example.length - 1)) / 2);
    return sum + 8 * example.length * features.dimension + PAIR_BYTES * pairs;
  }, 0);
}

/** At least one: a single worker takes what it needs. */
export function workersThatFit(problem: SweepProblem, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(WORKER_BYTES / workerBytes(problem))));
}
