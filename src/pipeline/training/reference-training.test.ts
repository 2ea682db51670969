import { describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { referenceAdam, referenceEwc, referenceSoftmaxFisher } from "./reference-training.ts";

describe("float64 references of training", () => {
  test("EWC penalty (3) and gradient (3, -1.5, 6) of the golden task, with the factor 1/2", () => {
    const { theta, anchor, fisher, lambda } = golden.ewc;
    const { penalty, gradient } = referenceEwc(theta, [{ fisher, anchor }], lambda);
    expect(penalty).toBeCloseTo(golden.ewc.penalty_half_lambda, 9);
    gradient.forEach((value, i) => {
      expect(value).toBeCloseTo(golden.ewc.grad_half_lambda[i]!, 9);
    });
  });

  test("two tasks, separate and online with γ = 0.9", () => {
    const { theta, lambda, fisher1, anchor1, fisher2, anchor2, gamma } = golden.ewc_multi;
    const separate = [
      { fisher: fisher1, anchor: anchor1 },
      { fisher: fisher2, anchor: anchor2 },
    ];
    const { separate_penalty, online_fisher, online_penalty_anchor_last } = golden.ewc_multi;
    expect(referenceEwc(theta, separate, lambda).penalty).toBeCloseTo(separate_penalty, 9);
    const fisher = fisher1.map((value, i) => gamma * value + fisher2[i]!);
    fisher.forEach((value, i) => {
      expect(value).toBeCloseTo(online_fisher[i]!, 9);
    });
    const online = referenceEwc(theta, [{ fisher, anchor: anchor2 }], lambda);
    expect(online.penalty).toBeCloseTo(online_penalty_anchor_last, 9);
  });

  test.each(["fisher_softmax_zero_W", "fisher_softmax_nonzero_W", "fisher_cancel"] as const)(
    "exact Fisher diagonal of softmax regression: %s",
    (name) => {
      const { X, W, exact } = golden[name];
      const fisher = referenceSoftmaxFisher(X, W);
      exact.forEach((row, k) => {
        row.forEach((value, c) => {
          expect(fisher[k]![c]!).toBeCloseTo(value, 9);
        });
      });
    },
  );

  test("first Adam step is the learning rate, whatever the gradient's size", () => {
    const { theta, grad, lr, eps, theta_next } = golden.adam_first_step;
    expect(referenceAdam(theta, [grad], lr, eps)[0]).toBeCloseTo(theta_next, 12);
  });
});
