/** The optimisers of the methods that are trained, with learning rates that change by epoch. */

import { createAdam } from "../training/adam.ts";
import {
  add,
  dispose,
  mul,
  sub,
  tidy,
  variable,
  zerosLike,
  type Tensor,
  type Variable,
} from "../tensor.ts";

/** Learning rate of an epoch, counted from 0. */
export type Schedule = (epoch: number) => number;

export interface Optimizer {
  /** One update. Gradients in the order of the variables; null where the loss does not depend on one. */
  readonly step: (gradients: readonly (Tensor | null)[], epoch: number) => void;
  readonly dispose: () => void;
}

/** lr (1 + cos(π epoch / epochs)) / 2. Loshchilov & Hutter 2017 (arXiv:1608.03983), equation 5 without restarts. */
export function cosineSchedule(learningRate: number, epochs: number): Schedule {
  return (epoch) => (learningRate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
}

/**
 * Adam, with `weightDecay` above 0 AdamW: θ <- (1 - lr λ) θ before the step of Adam.
 * Loshchilov & Hutter 2019 (arXiv:1711.05101), algorithm 2.
 *
 * @param variables updated in place; owned by the caller
 */
export function adamOptimizer(
  variables: readonly Variable[],
  schedule: Schedule,
  { epsilon = 1e-8, weightDecay = 0 } = {},
): Optimizer {
  const adam = createAdam(variables, 1, epsilon);
  return {
    step: (gradients, epoch) => {
      const rate = schedule(epoch);
      if (weightDecay > 0) {
        tidy(() => {
          for (const parameter of variables) {
            parameter.assign(mul(parameter, 1 - rate * weightDecay));
          }
        });
      }
      adam.step(gradients, rate);
    },
    dispose: adam.dispose,
  };
}

/** How one variable descends. */
export interface Descent {
  readonly schedule: Schedule;
  /** 0 for plain gradient descent */
  readonly momentum: number;
}

/**
 * Gradient descent with momentum: v <- μ v + g, θ <- θ - lr v, as PyTorch's SGD.
 *
 * @param descents one a variable; a variable whose rate is 0 in an epoch rests, and its velocity with it
 */
export function momentumOptimizer(
  variables: readonly Variable[],
  descents: readonly Descent[],
): Optimizer {
  const velocities = variables.map((parameter) =>
    tidy(() => variable(zerosLike(parameter), false)),
  );
  return {
    step: (gradients, epoch) => {
      tidy(() => {
        variables.forEach((parameter, index) => {
          const gradient = gradients[index];
          const { schedule, momentum } = descents[index]!;
          const rate = schedule(epoch);
          if (!gradient || rate === 0) return;
          const velocity = velocities[index]!;
          velocity.assign(add(mul(velocity, momentum), gradient));
          parameter.assign(sub(parameter, mul(velocity, rate)));
        });
      });
    },
    dispose: () => {
      dispose(velocities);
    },
  };
}
