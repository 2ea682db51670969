/** Elastic weight consolidation (Kirkpatrick et al. 2017, arXiv:1612.00796): E16 to E18. */

import { add, mul, scalar, square, sub, sum, tidy, type Scalar, type Tensor } from "../tensor.ts";
import { disposeCheckpoint, type Checkpoint } from "./checkpoint.ts";
import type { Parameter } from "../trainable-model.ts";

/** What EWC remembers of a finished task, one tensor a parameter in the model's order. */
export interface ConsolidatedTask {
  /** Fisher diagonal at the end of the task, ≥ 0. */
  readonly fisher: readonly Tensor[];
  /** θ*: the parameters at the end of the task. Never the random initialisation. */
  readonly anchor: Checkpoint;
}

export function disposeConsolidatedTask(task: ConsolidatedTask): void {
  disposeCheckpoint(task.fisher);
  disposeCheckpoint(task.anchor);
}

/**
 * E16: Ω = (λ/2) Σ_tasks Σ_p F_p (θ_p - θ*_p)², gradient λ F_p (θ_p - θ*_p). With the factor 1/2; mammoth, avalanche and the GA-Net scripts
 * have none, so their λ is half of this one.
 *
 * E17 `separate`: `tasks` holds every finished task. `online`: it holds the one that `consolidateOnline` returns.
 * E18: without a finished task there is nothing to protect and Ω is 0.
 */
export function ewcPenalty(
  parameters: readonly Parameter[],
  tasks: readonly ConsolidatedTask[],
  lambda: number,
): Scalar {
  return tidy(() => {
    let total = scalar(0);
    for (const { fisher, anchor } of tasks) {
      parameters.forEach(({ variable }, index) => {
        const squaredDistance = square(sub(variable, anchor[index]!));
        total = add(total, sum(mul(fisher[index]!, squaredDistance)));
      });
    }
    return mul(total, lambda / 2);
  });
}

/**
 * E17 `online`: F <- γ F + F_new, anchor <- θ* of the last task.
 * Takes over `finished` and disposes `previous`; the caller disposes the result.
 */
export function consolidateOnline(
  previous: ConsolidatedTask | null,
  finished: ConsolidatedTask,
  gamma = 1,
): ConsolidatedTask {
  if (previous === null) return finished;
  const fisher = previous.fisher.map((old, index) =>
    tidy(() => add(mul(old, gamma), finished.fisher[index]!)),
  );
  disposeConsolidatedTask(previous);
  disposeCheckpoint(finished.fisher);
  return { fisher, anchor: finished.anchor };
}
