import { beforeAll, describe, expect, test } from "vitest";
import { dispose, openCpuBackend, tensor2d, tidy } from "../tensor.ts";
import {
  classTargets,
  correctCount,
  crossEntropy,
  disposeTargets,
  jointTaskTargets,
} from "./cross-entropy.ts";

beforeAll(openCpuBackend);

describe("cross-entropy", () => {
  test("over the classes of a task leaves the others out of the sum", async () => {
    const logits = tensor2d([2, 9, 1], [1, 3]);
    const targets = classTargets([0], 3, [0, 2]);
    const loss = tidy(() => crossEntropy(logits, targets));
    // -log(e² / (e² + e)) = log(1 + e⁻¹)
    expect((await loss.data())[0]).toBeCloseTo(Math.log(1 + Math.exp(-1)), 6);
    dispose([logits, loss]);
    disposeTargets(targets);
  });

  test("refuses no example and a label outside the task", () => {
    expect(() => classTargets([], 3)).toThrow(RangeError);
    expect(() => classTargets([1], 3, [0, 2])).toThrow("label 1");
    expect(() => classTargets([-1], 3)).toThrow("label -1");
  });

  test("is the mean over the examples, not their sum", async () => {
    const logits = tensor2d([2, 0, 0, 1], [2, 2]);
    const targets = classTargets([0, 0], 2);
    const loss = tidy(() => crossEntropy(logits, targets));
    // -log(e² / (e² + 1)) = log(1 + e⁻²) and -log(1 / (1 + e)) = log(1 + e)
    const wanted = (Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.E)) / 2;
    expect((await loss.data())[0]).toBeCloseTo(wanted, 6);
    dispose([logits, loss]);
    disposeTargets(targets);
  });
});

describe("targets of several tasks", () => {
  test("each example competes with the classes of its own task only", async () => {
    const logits = tensor2d([1, 9, 0, 8, 5, 2, 4, 7], [2, 4]);
    const targets = jointTaskTargets([0, 3], 4, [
      [0, 2],
      [1, 3],
    ]);
    const loss = tidy(() => crossEntropy(logits, targets));
    // log(1 + e^(0 - 1)) over classes 0 and 2; log(1 + e^(2 - 7)) over classes 1 and 3.
    const wanted = (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(-5))) / 2;
    expect((await loss.data())[0]).toBeCloseTo(wanted, 5);
    expect(() => jointTaskTargets([3], 4, [[0, 2]])).toThrow(RangeError);
    dispose([logits, loss]);
    disposeTargets(targets);
  });
});

describe("correct count", () => {
  const correctOf = async (labels: readonly number[], active: readonly number[] | null) => {
    // Largest logits: class 1 of all three in both rows; of classes 0 and 2 it is 0, then 2.
    const logits = tensor2d([2, 9, 1, 0, 9, 1], [2, 3]);
    const targets = classTargets(labels, 3, active);
    const correct = correctCount(logits, targets);
    const [count] = await correct.data();
    dispose([logits, correct]);
    disposeTargets(targets);
    return count;
  };

  test("asks for the largest logit among the classes of the task, not among all", async () => {
    expect(await correctOf([0, 2], [0, 2])).toBe(2);
    expect(await correctOf([0, 0], [0, 2])).toBe(1);
    expect(await correctOf([0, 2], null)).toBe(0);
    expect(await correctOf([1, 1], null)).toBe(2);
  });
});
