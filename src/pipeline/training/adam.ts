/**
 * E23: Adam. Written here because TensorFlow.js keeps 1 - β₂ᵗ in float32, which is off by 5e-5 of itself at the first steps, and chooses ε by
 * backend.
 */

import {
  add,
  dispose,
  div,
  mul,
  sqrt,
  square,
  sub,
  tidy,
  variable,
  zerosLike,
  type Tensor,
  type Variable,
} from "../tensor.ts";

export interface Adam {
  /**
   * One update. Gradients in the order of the variables; null where the loss does not depend on one.
   *
   * @param rateFactor of the learning rate at this step, where a schedule lowers it
   */
  readonly step: (gradients: readonly (Tensor | null)[], rateFactor?: number) => void;
  readonly dispose: () => void;
}

const BETA1 = 0.9;
const BETA2 = 0.999;

/**
 * θ <- θ - lr m̂ / (√v̂ + ε), m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ), β = 0.9, 0.999.
 * Kingma & Ba 2015 (arXiv:1412.6980), algorithm 1.
 *
 * The moments are kept as M = m / (1 - β₁) and V = v / (1 - β₂), so that M <- β₁ M + g and V <- β₂ V + g², and the constants move into one
 * step length in float64: two tensor operations fewer a parameter.
 *
 * @param variables updated in place; owned by the caller
 * @param epsilon 1e-7 everywhere, whatever the backend
 */
export function createAdam(
  variables: readonly Variable[],
  learningRate: number,
  epsilon = 1e-7,
): Adam {
  const moments = variables.map((parameter) =>
    tidy(() => ({
      first: variable(zerosLike(parameter), false),
      second: variable(zerosLike(parameter), false),
    })),
  );
  let steps = 0;

  const step = (gradients: readonly (Tensor | null)[], rateFactor = 1): void => {
    steps += 1;
    // √v̂ = scale √V, so m̂ / (√v̂ + ε) = rate M / (√V + ε / scale).
    const scale = Math.sqrt((1 - BETA2) / (1 - BETA2 ** steps));
    const rate = (rateFactor * learningRate * (1 - BETA1)) / (1 - BETA1 ** steps) / scale;
    tidy(() => {
      variables.forEach((parameter, index) => {
        const gradient = gradients[index];
        if (!gradient) return;
        const { first, second } = moments[index]!;
        first.assign(add(mul(first, BETA1), gradient));
        second.assign(add(mul(second, BETA2), square(gradient)));
        const change = div(first, add(sqrt(second), epsilon / scale));
        parameter.assign(sub(parameter, mul(change, rate)));
      });
    });
  };

  return {
    step,
    dispose: () => dispose(moments.flatMap(({ first, second }) => [first, second])),
  };
}
