import { expect, test } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { referenceAdam } from "./reference-training.ts";
import { createSoftmaxModel, type SoftmaxModel } from "./softmax-model.ts";

const random = createRandom(9);
const part = (labels: readonly number[]) => ({
  features: Float32Array.from({ length: labels.length * 3 }, () => random.normal()),
  labels: Int32Array.from(labels),
});
const train = part([0, 1, 2, 3, 1]);
const validation = part([2, 0, 3]);
const initial = Float32Array.from({ length: 12 }, () => 0.5 * random.normal());

const modelOf = (weights: Float32Array): SoftmaxModel =>
  createSoftmaxModel(referenceKernels, weights, 4, train, validation);

/** -(1/n) Σ log softmax(x V + b)[y], V [3, 4]. */
function crossEntropy(
  weights: Float32Array,
  { features, labels }: typeof train,
  bias: readonly number[] = [0, 0, 0, 0],
): number {
  let total = 0;
  labels.forEach((label, row) => {
    const logits = [0, 1, 2, 3].map((c) =>
      [0, 1, 2].reduce((sum, k) => sum + features[row * 3 + k]! * weights[k * 4 + c]!, bias[c]!),
    );
    total += Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[label]!;
  });
  return total / labels.length;
}

test("the loss is E15 and its gradient that of central differences", () => {
  const { loss, gradient } = modelOf(initial).lossAndGradient();
  expect(loss).toBeCloseTo(crossEntropy(initial, train), 6);
  const step = 2 ** -8;
  initial.forEach((value, i) => {
    const at = (x: number): number => crossEntropy(initial.with(i, x), train);
    const difference = (at(value + step) - at(value - step)) / (2 * step);
    // V is [3, 4], its gradient [4, 3].
    expect(gradient[(i % 4) * 3 + Math.floor(i / 4)]).toBeCloseTo(difference, 4);
  });
  // The gradient by b sums the residuals, which sum to 0 over the classes.
  expect(gradient.subarray(12).reduce((sum, g) => sum + g, 0)).toBeCloseTo(0, 6);
});

test("three updates are Adam's, of every number", () => {
  const model = modelOf(initial);
  const gradients = [0, 1, 2].map(() => {
    const { gradient } = model.lossAndGradient();
    model.step(0.05);
    return gradient;
  });
  const after = (start: number, place: number): number =>
    referenceAdam(
      start,
      gradients.map((gradient) => gradient[place]!),
      0.05,
      1e-7,
    )[2]!;
  const weights = initial.map((value, i) => after(value, (i % 4) * 3 + Math.floor(i / 4)));
  const bias = [0, 1, 2, 3].map((c) => after(0, 12 + c));
  expect(model.lossAndGradient().loss).toBeCloseTo(crossEntropy(weights, train, bias), 6);
  expect(Math.abs(weights[4]! - initial[4]!)).toBeGreaterThan(0.05);
});

test("what was kept comes back, and validation counts the right ones", () => {
  const model = modelOf(initial);
  const before = model.validate();
  const predictions = model.predict(validation.features);
  expect(before.loss).toBeCloseTo(crossEntropy(initial, validation), 6);
  expect(before.correct).toBe(
    predictions.filter((label, i) => label === validation.labels[i]).length,
  );
  model.keep();
  for (let i = 0; i < 50; i++) model.step(0.1);
  expect(model.validate().loss).not.toBeCloseTo(before.loss, 2);
  expect(model.predict(train.features)).toEqual([...train.labels]);
  model.restore();
  expect(model.validate().loss).toBe(before.loss);
});

test("refuses a part without a row", () => {
  const none = { features: new Float32Array(), labels: new Int32Array() };
  expect(() => createSoftmaxModel(referenceKernels, initial, 4, none, validation)).toThrow(
    RangeError,
  );
});
