import { beforeAll, describe, expect, test } from "vitest";
import {
  dispose,
  memory,
  openCpuBackend,
  tensor1d,
  tidy,
  variable,
  type Variable,
} from "../tensor.ts";
import { adamOptimizer, cosineSchedule, momentumOptimizer, type Optimizer } from "./optimizers.ts";

beforeAll(openCpuBackend);

async function steps(
  optimizer: Optimizer,
  parameter: Variable,
  gradients: readonly number[],
): Promise<number[]> {
  const values: number[] = [];
  for (const [epoch, value] of gradients.entries()) {
    const gradient = tensor1d([value]);
    optimizer.step([gradient], epoch);
    gradient.dispose();
    values.push((await parameter.data())[0]!);
  }
  return values;
}

describe("optimisers", () => {
  test("the cosine schedule starts at the learning rate, is half of it midway and ends near 0", () => {
    const schedule = cosineSchedule(0.2, 10);
    expect(schedule(0)).toBeCloseTo(0.2, 12);
    expect(schedule(5)).toBeCloseTo(0.1, 12);
    expect(schedule(9)).toBeCloseTo(0.1 * (1 - Math.cos(Math.PI / 10)), 12);
  });

  test("momentum by hand: g = 1, 1, 0 at rates .1, .1, .2 from θ = 1", async () => {
    const before = memory().numTensors;
    const parameter = tidy(() => variable(tensor1d([1])));
    const optimizer = momentumOptimizer(
      [parameter],
      [{ schedule: (epoch) => (epoch < 2 ? 0.1 : 0.2), momentum: 0.9 }],
    );
    // v = 1, 1.9, 1.71.
    const wanted = [0.9, 0.71, 0.368];
    (await steps(optimizer, parameter, [1, 1, 0])).forEach((value, index) => {
      expect(value).toBeCloseTo(wanted[index]!, 6);
    });
    optimizer.dispose();
    dispose(parameter);
    expect(memory().numTensors).toBe(before);
  });

  test("a variable with rate 0 rests, its velocity too", async () => {
    const parameter = tidy(() => variable(tensor1d([1])));
    const optimizer = momentumOptimizer(
      [parameter],
      [{ schedule: (epoch) => (epoch === 1 ? 0.5 : 0), momentum: 0.9 }],
    );
    (await steps(optimizer, parameter, [7, 1, 7])).forEach((value, index) => {
      expect(value).toBeCloseTo([1, 0.5, 0.5][index]!, 6);
    });
    optimizer.dispose();
    parameter.dispose();
  });

  test("AdamW: the first step is -lr sign(g) after the decay of (1 - lr λ)", async () => {
    const parameter = tidy(() => variable(tensor1d([2])));
    const optimizer = adamOptimizer([parameter], () => 0.1, { weightDecay: 0.5 });
    expect((await steps(optimizer, parameter, [3]))[0]).toBeCloseTo(2 * 0.95 - 0.1, 6);
    optimizer.dispose();
    parameter.dispose();
  });

  test("Adam follows the schedule: a constant gradient moves by each epoch's rate", async () => {
    const parameter = tidy(() => variable(tensor1d([0])));
    const optimizer = adamOptimizer([parameter], (epoch) => 0.1 / (epoch + 1));
    const values = await steps(optimizer, parameter, [2, 2, 2]);
    expect(values[0]).toBeCloseTo(-0.1, 5);
    expect(values[1]).toBeCloseTo(-0.15, 5);
    expect(values[2]).toBeCloseTo(-0.15 - 0.1 / 3, 5);
    optimizer.dispose();
    parameter.dispose();
  });
});
