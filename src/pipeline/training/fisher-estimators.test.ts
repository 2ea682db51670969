import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { createRandom } from "../../numeric/random.ts";
import { dispose, memory, openCpuBackend, tensor1d, tensor2d } from "../tensor.ts";
import { classTargets, disposeTargets } from "./cross-entropy.ts";
import type { FisherEstimator } from "./fisher-estimator-name.ts";
import { estimateFisher, withMeanOne } from "./fisher-estimators.ts";
import { softmaxRegressionModel } from "./softmax-regression-model.ts";

interface Regression {
  readonly X: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly W: readonly (readonly number[])[];
}

/** F of W and of b, row-major. */
async function estimated(
  estimator: FisherEstimator,
  { X, y, W }: Regression,
  { seed = 1, active = null as readonly number[] | null } = {},
): Promise<{ weights: number[]; biases: number[] }> {
  const before = memory().numTensors;
  const model = softmaxRegressionModel(W);
  const inputs = tensor2d(X.flat(), [X.length, X[0]!.length]);
  const targets = classTargets(y, W[0]!.length, active);
  const fisher = await estimateFisher(estimator, model, inputs, targets, createRandom(seed));
  const [weights, biases] = await Promise.all(fisher.map((tensor) => tensor.data()));
  dispose([...fisher, inputs]);
  disposeTargets(targets);
  model.dispose();
  expect(memory().numTensors).toBe(before);
  return { weights: [...weights!], biases: [...biases!] };
}

function expectClose(actual: readonly number[], wanted: readonly number[], digits = 5): void {
  expect(actual).toHaveLength(wanted.length);
  wanted.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits);
  });
}

beforeAll(openCpuBackend);

describe.each(["fisher_softmax_zero_W", "fisher_softmax_nonzero_W", "fisher_cancel"] as const)(
  "golden softmax regression %s",
  (name) => {
    const { X, y, W, exact, empirical, mammoth_p_true_weighted, batched_one_batch } = golden[name];
    test.each([
      ["exact", exact],
      ["empirical", empirical],
      ["probability-weighted", mammoth_p_true_weighted],
      ["batched", batched_one_batch],
    ] as const)("%s", async (estimator, wanted) => {
      expectClose((await estimated(estimator, { X, y, W })).weights, wanted.flat());
    });
  },
);

describe("sampled Fisher diagonal", () => {
  const regression = golden.fisher_softmax_nonzero_W;

  test("is on average the exact one, whatever the observed labels", async () => {
    const { X, W, exact } = regression;
    const rows = Array.from({ length: 6000 }, (_, i) => X[i % X.length]!);
    const { weights } = await estimated("sampled", { X: rows, y: rows.map(() => 2), W });
    // A row's squared gradient deviates by at most 3 or so, the mean of 6,000 by 0.04.
    exact.flat().forEach((value, i) => {
      expect(Math.abs(weights[i]! - value)).toBeLessThan(0.08);
    });
  });

  test("draws only classes of the task", async () => {
    // Two classes with p = 1/2 each, x = 1: the squared gradient is 1/4 at both, whichever is drawn, and 0 at the class left out.
    const one = { X: [[1]], y: [0], W: [[0, 0, 5]] };
    const { weights } = await estimated("sampled", one, { active: [0, 1] });
    expectClose(weights, [0.25, 0.25, 0]);
  });
});

describe("batched squares", () => {
  // x = 1, W = 0, C = 2: the gradient at class 0 is ±1/2, minus for an example of class 1.
  const regression = (y: readonly number[]): Regression => ({
    X: y.map(() => [1]),
    y,
    W: [[0, 0]],
  });

  test("a last batch that is short is divided by its own size", async () => {
    const { weights, biases } = await estimated("batched", regression(Array(20).fill(0)));
    expectClose(weights, [0.25, 0.25]);
    expectClose(biases, [0.25, 0.25]);
  });

  test("batches hold 16 examples in an order that the seed shuffles", async () => {
    // 16 of class 0, then 16 of class 1: unshuffled batches would give 1/4, a single one of 32 would give 0.
    const labels = Array.from({ length: 32 }, (_, i) => (i < 16 ? 0 : 1));
    const seen = new Set<number>();
    for (let seed = 1; seed <= 6; seed++) {
      const [value] = (await estimated("batched", regression(labels), { seed })).weights;
      // k more of class 0 in the first batch of 16: both batch means are ±k/32.
      const k = Math.sqrt(value!) * 32;
      expect(Math.abs(k - Math.round(k))).toBeLessThan(1e-3);
      expect(value).toBeLessThan(0.25);
      seen.add(Math.round(k));
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});

describe("F of mean 1", () => {
  test("keeps the ratios, over all blocks together, and leaves no tensor behind", async () => {
    const before = memory().numTensors;
    // Mean (2 + 4 + 6 + 0 + 8) / 5 = 4.
    const scaled = withMeanOne([tensor2d([[2, 4]]), tensor1d([6, 0, 8])]);
    const [first, second] = await Promise.all(scaled.map((tensor) => tensor.data()));
    expectClose([...first!], [0.5, 1]);
    expectClose([...second!], [1.5, 0, 2]);
    dispose(scaled);
    expect(memory().numTensors).toBe(before);
  });

  test("of nothing but zeros is zeros", async () => {
    const [zeros] = withMeanOne([tensor1d([0, 0, 0])]);
    expect([...(await zeros!.data())]).toEqual([0, 0, 0]);
    dispose([zeros!]);
  });
});
