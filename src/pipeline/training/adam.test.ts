import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { dispose, openCpuBackend, tensor1d, tidy, variable } from "../tensor.ts";
import { createAdam } from "./adam.ts";
import { referenceAdam } from "./reference-training.ts";

beforeAll(openCpuBackend);

describe("Adam", () => {
  test("first golden step", async () => {
    const { theta, grad, lr, eps, theta_next } = golden.adam_first_step;
    const parameter = tidy(() => variable(tensor1d([theta])));
    const adam = createAdam([parameter], lr, eps);
    const gradient = tensor1d([grad]);
    adam.step([gradient]);
    expect((await parameter.data())[0]).toBeCloseTo(theta_next, 6);
    adam.dispose();
    dispose([parameter, gradient]);
  });

  test("follows the float64 reference over gradients of changing size and sign, ε = 1e-7", async () => {
    const gradients = [0.5, -0.2, 1e-6, 30, -0.01, 0];
    const wanted = referenceAdam(1, gradients, 0.01, 1e-7);
    const parameter = tidy(() => variable(tensor1d([1])));
    const adam = createAdam([parameter], 0.01);
    for (const [step, value] of gradients.entries()) {
      const gradient = tensor1d([value]);
      adam.step([gradient]);
      expect(Math.abs((await parameter.data())[0]! - wanted[step]!)).toBeLessThan(1e-6);
      gradient.dispose();
    }
    adam.dispose();
    parameter.dispose();
  });

  test("follows it where gradients are as small as ε = 1e-7, so that ε decides the step", async () => {
    const gradients = [1e-8, 2e-8, -1e-8, 3e-7];
    const wanted = referenceAdam(0, gradients, 0.01, 1e-7);
    // lr g / (|g| + ε) = 0.01 * 1e-8 / 1.1e-7: an eleventh of the step that a large gradient makes.
    expect(wanted[0]).toBeCloseTo(-0.01 / 11, 12);
    const parameter = tidy(() => variable(tensor1d([0])));
    const adam = createAdam([parameter], 0.01);
    for (const [step, value] of gradients.entries()) {
      const gradient = tensor1d([value]);
      adam.step([gradient]);
      expect(Math.abs((await parameter.data())[0]! - wanted[step]!)).toBeLessThan(1e-6);
      gradient.dispose();
    }
    adam.dispose();
    parameter.dispose();
  });

  test("a variable without a gradient stays where it is, and the others move", async () => {
    const parameters = [1, 2].map((value) => tidy(() => variable(tensor1d([value]))));
    const [still, moving] = parameters;
    const adam = createAdam(parameters, 0.1);
    const gradient = tensor1d([5]);
    adam.step([null, gradient]);
    expect((await still!.data())[0]).toBe(1);
    // The first step is the learning rate: 2 - 0.1.
    expect((await moving!.data())[0]).toBeCloseTo(1.9, 6);
    adam.dispose();
    dispose([...parameters, gradient]);
  });
});
