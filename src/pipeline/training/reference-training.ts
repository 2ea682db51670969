/** E16, E19 and E23 in float64 on plain lists, for the tests of golden values and of their TensorFlow.js forms. */

/** E16: (λ/2) Σ F (θ - θ*)² and its gradient λ F (θ - θ*). */
export function referenceEwc(
  theta: readonly number[],
  tasks: readonly { readonly fisher: readonly number[]; readonly anchor: readonly number[] }[],
  lambda: number,
): { readonly penalty: number; readonly gradient: number[] } {
  let penalty = 0;
  const gradient = theta.map(() => 0);
  for (const { fisher, anchor } of tasks) {
    theta.forEach((value, index) => {
      const distance = value - anchor[index]!;
      penalty += (lambda / 2) * fisher[index]! * distance * distance;
      gradient[index]! += lambda * fisher[index]! * distance;
    });
  }
  return { penalty, gradient };
}

/** E19 for logits = x W, W [k, C]: F_kc = (1/n) Σ_i x_ik² p_ic (1 - p_ic). */
export function referenceSoftmaxFisher(
  inputs: readonly (readonly number[])[],
  weight: readonly (readonly number[])[],
): number[][] {
  const classCount = weight[0]!.length;
  const fisher = weight.map((row) => row.map(() => 0));
  for (const input of inputs) {
    const powers = Array.from({ length: classCount }, (_, c) =>
      Math.exp(input.reduce((sum, x, k) => sum + x * weight[k]![c]!, 0)),
    );
    const total = powers.reduce((sum, power) => sum + power, 0);
    input.forEach((x, k) => {
      powers.forEach((power, c) => {
        const probability = power / total;
        fisher[k]![c]! += (x * x * probability * (1 - probability)) / inputs.length;
      });
    });
  }
  return fisher;
}

/** E23 on one number: θ after each gradient of a list. */
export function referenceAdam(
  start: number,
  gradients: readonly number[],
  learningRate: number,
  epsilon: number,
): number[] {
  let theta = start;
  let first = 0;
  let second = 0;
  return gradients.map((gradient, index) => {
    first = 0.9 * first + 0.1 * gradient;
    second = 0.999 * second + 0.001 * gradient * gradient;
    const correctedFirst = first / (1 - 0.9 ** (index + 1));
    const correctedSecond = second / (1 - 0.999 ** (index + 1));
    theta -= (learningRate * correctedFirst) / (Math.sqrt(correctedSecond) + epsilon);
    return theta;
  });
}
