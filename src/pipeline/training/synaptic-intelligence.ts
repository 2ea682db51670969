/** Synaptic Intelligence (Zenke, Poole & Ganguli 2017, arXiv:1703.04200): importance gathered along the path of training. */

import { add, dispose, div, mul, relu, square, sub, tidy, variable, zerosLike } from "../tensor.ts";
import type { Parameter } from "../trainable-model.ts";
import { disposeCheckpoint, takeCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { disposeConsolidatedTask, type ConsolidatedTask } from "./ewc-penalty.ts";
import type { TrainingPlan } from "./train.ts";

/** ξ: keeps a parameter that hardly moved from an importance without bound. */
const DAMPING = 0.1;

export interface PathIntegral {
  readonly onUpdate: NonNullable<TrainingPlan<never>["onUpdate"]>;
  /**
   * Ω <- Ω + max(ω, 0) / ((θ - θ_start)² + ξ), anchor θ* = θ. A negative ω, of a parameter that moved uphill, counts as none: as a weight it would
   * reward leaving the anchor without limit.
   * Disposes `previous`; the caller disposes the result.
   */
  readonly consolidate: (previous: ConsolidatedTask | null) => ConsolidatedTask;
  readonly dispose: () => void;
}

/**
 * ω_p = Σ_steps g_p (θ_p before - θ_p after), g the gradient of the task's own loss without the penalty. The displacement is the measured one: with
 * Adam it is no multiple of the gradient, and lr g² would be another quantity.
 *
 * The penalty is c Σ_p Ω_p (θ_p - θ*_p)², which is `ewcPenalty` with λ = 2c.
 *
 * @param parameters at the start of the task
 */
export function createPathIntegral(parameters: readonly Parameter[]): PathIntegral {
  const start: Checkpoint = takeCheckpoint(parameters);
  const sums = parameters.map(({ variable: parameter }) =>
    tidy(() => variable(zerosLike(parameter), false)),
  );

  const importance = (previous: ConsolidatedTask | null) =>
    parameters.map(({ variable: parameter }, index) =>
      tidy(() => {
        const distance = square(sub(parameter, start[index]!));
        const gained = div(relu(sums[index]!), add(distance, DAMPING));
        return previous === null ? gained : add(previous.fisher[index]!, gained);
      }),
    );

  return {
    onUpdate: (fitGradients, before) => {
      sums.forEach((sum, index) => {
        const gradient = fitGradients[index];
        if (!gradient) return;
        const fallen = mul(gradient, sub(before[index]!, parameters[index]!.variable));
        sum.assign(add(sum, fallen));
      });
    },
    consolidate: (previous) => {
      const task = { fisher: importance(previous), anchor: takeCheckpoint(parameters) };
      if (previous !== null) disposeConsolidatedTask(previous);
      return task;
    },
    dispose: () => {
      disposeCheckpoint(start);
      dispose(sums);
    },
  };
}
