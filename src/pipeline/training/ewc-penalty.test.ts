import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { memory, tensor1d, tidy, variable, variableGrads, openCpuBackend } from "../tensor.ts";
import type { Parameter } from "../trainable-model.ts";
import { createAdam } from "./adam.ts";
import { disposeCheckpoint, restoreCheckpoint, takeCheckpoint } from "./checkpoint.ts";
import {
  consolidateOnline,
  disposeConsolidatedTask,
  ewcPenalty,
  type ConsolidatedTask,
} from "./ewc-penalty.ts";

const parameter = (values: readonly number[]): Parameter => ({
  name: "theta",
  variable: tidy(() => variable(tensor1d([...values]))),
});

const task = (fisher: readonly number[], anchor: readonly number[]): ConsolidatedTask => ({
  fisher: [tensor1d([...fisher])],
  anchor: [tensor1d([...anchor])],
});

async function penaltyAndGradient(
  theta: Parameter,
  tasks: readonly ConsolidatedTask[],
  lambda: number,
): Promise<{ penalty: number; gradient: number[] }> {
  const { value, grads } = variableGrads(
    () => ewcPenalty([theta], tasks, lambda),
    [theta.variable],
  );
  const gradient = grads[theta.variable.name]!;
  const result = { penalty: (await value.data())[0]!, gradient: [...(await gradient.data())] };
  value.dispose();
  gradient.dispose();
  return result;
}

beforeAll(openCpuBackend);

describe("EWC penalty on TensorFlow.js", () => {
  test("equals the golden penalty and its gradient λ F (θ - θ*)", async () => {
    const theta = parameter(golden.ewc.theta);
    const finished = task(golden.ewc.fisher, golden.ewc.anchor);
    const { penalty, gradient } = await penaltyAndGradient(theta, [finished], golden.ewc.lambda);
    expect(penalty).toBeCloseTo(golden.ewc.penalty_half_lambda, 5);
    gradient.forEach((value, i) => {
      expect(value).toBeCloseTo(golden.ewc.grad_half_lambda[i]!, 5);
    });
    theta.variable.dispose();
    disposeConsolidatedTask(finished);
  });

  test("sums separate tasks, and online keeps γ F + F_new with the last anchor", async () => {
    const { theta, lambda, fisher1, anchor1, fisher2, anchor2, gamma } = golden.ewc_multi;
    const before = memory().numTensors;
    const current = parameter(theta);
    const tasks = [task(fisher1, anchor1), task(fisher2, anchor2)] as const;
    const separate = await penaltyAndGradient(current, tasks, lambda);
    expect(separate.penalty).toBeCloseTo(golden.ewc_multi.separate_penalty, 5);

    const online = consolidateOnline(consolidateOnline(null, tasks[0], gamma), tasks[1], gamma);
    const fisher = await online.fisher[0]!.data();
    golden.ewc_multi.online_fisher.forEach((value, i) => {
      expect(fisher[i]).toBeCloseTo(value, 5);
    });
    const joined = await penaltyAndGradient(current, [online], lambda);
    expect(joined.penalty).toBeCloseTo(golden.ewc_multi.online_penalty_anchor_last, 5);
    current.variable.dispose();
    disposeConsolidatedTask(online);
    expect(memory().numTensors).toBe(before);
  });

  test("with λ twice as large is the golden penalty without the factor 1/2, and so is its gradient", async () => {
    const theta = parameter(golden.ewc.theta);
    const finished = task(golden.ewc.fisher, golden.ewc.anchor);
    const doubled = await penaltyAndGradient(theta, [finished], 2 * golden.ewc.lambda);
    const wanted = golden.ewc["penalty_no_half (mammoth, avalanche, GA-Net scripts)"];
    expect(doubled.penalty).toBeCloseTo(wanted, 5);
    doubled.gradient.forEach((value, i) => {
      expect(value).toBeCloseTo(golden.ewc.grad_no_half[i]!, 5);
    });
    theta.variable.dispose();
    disposeConsolidatedTask(finished);
  });

  test("online forgets nothing unless γ is given: F is the sum of the tasks", async () => {
    const { fisher1, anchor1, fisher2, anchor2 } = golden.ewc_multi;
    const online = consolidateOnline(task(fisher1, anchor1), task(fisher2, anchor2));
    const fisher = await online.fisher[0]!.data();
    fisher1.forEach((value, i) => {
      expect(fisher[i]).toBeCloseTo(value + fisher2[i]!, 6);
    });
    disposeConsolidatedTask(online);
  });

  test("is exactly 0 while no task is finished, whatever λ (I8)", async () => {
    const theta = parameter(golden.ewc.theta);
    const penalty = ewcPenalty([theta], [], 1e6);
    expect((await penalty.data())[0]).toBe(0);
    penalty.dispose();
    theta.variable.dispose();
  });

  test("the anchor stays where it was set while the optimiser moves the parameters (I8)", async () => {
    const theta = parameter([1, -2, 0.5]);
    const anchor = takeCheckpoint([theta]);
    const finished = { fisher: [tensor1d([2, 0.5, 4])], anchor };
    const adam = createAdam([theta.variable], 0.1);
    const gradient = tensor1d([1, 1, -1]);
    for (let step = 0; step < 3; step++) adam.step([gradient]);
    expect([...(await anchor[0]!.data())]).toEqual([1, -2, 0.5]);
    expect((await theta.variable.data())[0]).toBeLessThan(0.75);
    const { penalty } = await penaltyAndGradient(theta, [finished], 1);
    expect(penalty).toBeGreaterThan(0.1);
    restoreCheckpoint([theta], anchor);
    expect([...(await theta.variable.data())]).toEqual([1, -2, 0.5]);
    adam.dispose();
    gradient.dispose();
    theta.variable.dispose();
    disposeConsolidatedTask(finished);
  });
});

describe("checkpoint", () => {
  test("of another model is refused, and none stays allocated", () => {
    const before = memory().numTensors;
    const theta = parameter([1]);
    const checkpoint = takeCheckpoint([theta]);
    expect(() => restoreCheckpoint([theta, theta], checkpoint)).toThrow(RangeError);
    disposeCheckpoint(checkpoint);
    theta.variable.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
