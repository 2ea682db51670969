import { describe, expect, it } from "vitest";
import { minimizeLbfgs, type Objective } from "./lbfgs.ts";
import { createRandom } from "./random.ts";

const options = { maxIterations: 1000, gradientTolerance: 1e-9 };

/** Σ 100 (x_{i+1} - x_i²)² + (1 - x_i)²; minimum 0 at all ones. */
const rosenbrock: Objective = (x, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1]! - x[i]! ** 2;
    value += 100 * bend ** 2 + (1 - x[i]!) ** 2;
    gradient[i]! += -400 * bend * x[i]! - 2 * (1 - x[i]!);
    gradient[i + 1]! += 200 * bend;
  }
  return value;
};

describe("minimizeLbfgs", () => {
  it.each([2, 12])("finds the minimum of the Rosenbrock function of %i variables", (n) => {
    const start = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
    const kept = start.slice();
    const result = minimizeLbfgs(rosenbrock, start, options);
    expect(result.converged).toBe(true);
    result.x.forEach((value) => {
      expect(value).toBeCloseTo(1, 6);
    });
    expect(result.value).toBeLessThan(1e-12);
    expect(result.evaluations).toBeLessThan(200);
    expect(start).toEqual(kept);
  });

  it("solves a quadratic whose curvatures differ by a factor of 10,000", () => {
    const random = createRandom(1);
    const target = Float64Array.from({ length: 30 }, () => random.normal());
    const curvature = target.map((_, i) => 10 ** ((4 * i) / 29));
    const quadratic: Objective = (x, gradient) => {
      let value = 0;
      for (let i = 0; i < x.length; i++) {
        gradient[i] = curvature[i]! * (x[i]! - target[i]!);
        value += (curvature[i]! * (x[i]! - target[i]!) ** 2) / 2;
      }
      return value;
    };
    const result = minimizeLbfgs(quadratic, new Float64Array(30), options);
    expect(result.converged).toBe(true);
    result.x.forEach((value, i) => {
      expect(value).toBeCloseTo(target[i]!, 6);
    });
  });

  it("stops at once at a minimum, and unconverged when the iterations run out", () => {
    const ones = new Float64Array(4).fill(1);
    expect(minimizeLbfgs(rosenbrock, ones, options)).toMatchObject({
      iterations: 0,
      evaluations: 1,
      converged: true,
    });
    const short = minimizeLbfgs(rosenbrock, new Float64Array(4), { ...options, maxIterations: 3 });
    expect(short).toMatchObject({ iterations: 3, converged: false });
    expect(short.value).toBeLessThan(rosenbrock(new Float64Array(4), new Float64Array(4)));
  });

  it("steps back from where the objective is not finite, and refuses to start there", () => {
    // x - ln x has its minimum 1 at x = 1 and no value at x <= 0.
    const barrier: Objective = (x, gradient) => {
      gradient[0] = 1 - 1 / x[0]!;
      return x[0]! - Math.log(x[0]!);
    };
    expect(minimizeLbfgs(barrier, Float64Array.of(0.01), options).x[0]).toBeCloseTo(1, 6);
    expect(minimizeLbfgs(barrier, Float64Array.of(50), options).x[0]).toBeCloseTo(1, 6);
    expect(() => minimizeLbfgs(barrier, Float64Array.of(-1), options)).toThrow(RangeError);
  });
});
