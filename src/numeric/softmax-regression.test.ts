import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { softmaxPredictions, softmaxRegression, type SoftmaxFit } from "./softmax-regression.ts";

const solver = { maxIterations: 1000, gradientTolerance: 1e-10 };
const X = [
  [1, 0, 2, -1],
  [2, 1, 0, 1],
  [0, 2, 1, 0],
  [-1, 1, 3, 2],
  [1, -2, 0, 1],
  [3, 0, -1, 2],
];
const labels = Int32Array.of(0, 0, 1, 1, 2, 2);
/** Ten columns, so that six rows are solved in their own span. */
const wide = X.map((row) => [
  ...row,
  ...row.toReversed().map((v) => v * v),
  row[0]! - 1,
  row[1]! - 1,
]);

function expectFit(fit: SoftmaxFit, weights: readonly number[], bias: readonly number[]): void {
  expect(fit.converged).toBe(true);
  weights.forEach((value, i) => {
    expect(fit.weights[i]).toBeCloseTo(value, 5);
  });
  // A constant added to every bias changes nothing; the reference is centred.
  const mean = fit.bias.reduce((sum, value) => sum + value, 0) / fit.bias.length;
  bias.forEach((value, c) => {
    expect(fit.bias[c]! - mean).toBeCloseTo(value, 5);
  });
}

// Coefficients of scikit-learn 1.9.1, LogisticRegression(C=..., tol=1e-12, max_iter=100000).
describe("softmaxRegression", () => {
  const regression = softmaxRegression(Float64Array.from(X.flat()), 4, labels, 3, solver);

  it("has scikit-learn's coefficients at C = 0.1 and C = 10", () => {
    const strong = [
      0.086429787, 0.026432901, 0.033310379, -0.128753957, -0.189647417, 0.156657929, 0.122938141,
      0.035021707, 0.10321763, -0.18309083, -0.15624852, 0.093732249,
    ];
    expectFit(regression.fit(0.1, null), strong, [0.048420954, -0.023748144, -0.02467281]);
    const weak = [
      0.968861196, 0.261484165, 0.544006731, -0.817991275, -1.564638908, 1.283349112, 0.322065238,
      -0.040024451, 0.595777713, -1.544833277, -0.86607197, 0.858015726,
    ];
    const weakBias = [0.228049579, 0.759062159, -0.987111738];
    expectFit(regression.fit(10, null), weak, weakBias);
    expectFit(regression.fit(10, regression.fit(0.1, null)), weak, weakBias);
  });

  it("has scikit-learn's coefficients with more columns than rows", () => {
    const fit = softmaxRegression(Float64Array.from(wide.flat()), 10, labels, 3, solver).fit(
      1,
      null,
    );
    expectFit(
      fit,
      [
        0.178277936, 0.080168053, 0.094832, -0.217306968, -0.26505934, -0.075395376, -0.524843661,
        -0.051807888, 0.1782779, 0.080168016, -0.240265308, 0.314157876, 0.087165166, 0.075640437,
        0.00278492, 0.177115293, 0.307508934, -0.244527855, -0.240265267, 0.314157917, 0.061987372,
        -0.394325929, -0.181997166, 0.141666531, 0.26227442, -0.101719916, 0.217334727, 0.296335743,
        0.061987368, -0.394325934,
      ],
      [2.142299223, -0.449231244, -1.693067978],
    );
    expect(softmaxPredictions(fit, Float64Array.from(wide.flat()), 10)).toEqual([...labels]);
  });

  it("is stationary for 1/2 ||W||² - C Σ log p, by finite differences", () => {
    const fit = regression.fit(2, null);
    const objective = (weights: Float64Array, bias: Float64Array): number => {
      let value = weights.reduce((sum, w) => sum + (w * w) / 2, 0);
      X.forEach((row, i) => {
        const logits = Array.from(
          bias,
          (b, c) => b + row.reduce((sum, x, k) => sum + x * weights[c * 4 + k]!, 0),
        );
        const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
        value -= 2 * (logits[labels[i]!]! - Math.log(total));
      });
      return value;
    };
    const best = objective(fit.weights, fit.bias);
    const random = createRandom(1);
    for (let trial = 0; trial < 20; trial++) {
      const weights = fit.weights.map((w) => w + 1e-4 * random.normal());
      const bias = fit.bias.map((b) => b + 1e-4 * random.normal());
      expect(objective(weights, bias)).toBeGreaterThan(best);
      const mirrored = weights.map((w, i) => 2 * fit.weights[i]! - w);
      const mirroredBias = bias.map((b, i) => 2 * fit.bias[i]! - b);
      const slope = objective(weights, bias) - objective(mirrored, mirroredBias);
      expect(Math.abs(slope)).toBeLessThan(1e-9);
    }
  });

  it("refuses labels outside the classes and a strength that is not positive", () => {
    const values = new Float64Array(8);
    expect(() => softmaxRegression(values, 4, Int32Array.of(0, 3), 3, solver)).toThrow(RangeError);
    expect(() => softmaxRegression(values, 4, Int32Array.of(0), 3, solver)).toThrow(RangeError);
    expect(() => regression.fit(0, null)).toThrow(RangeError);
  });
});

describe("softmaxPredictions", () => {
  it("take the first of equal logits", () => {
    const predict = (bias: readonly number[]): number[] =>
      softmaxPredictions(
        { weights: new Float64Array(3 * 2), bias: Float64Array.from(bias) },
        Float64Array.of(1, 2, 3, 4),
        2,
      );
    expect(predict([0, 0, 0])).toEqual([0, 0]);
    expect(predict([-1, 5, 5])).toEqual([1, 1]);
  });
});
