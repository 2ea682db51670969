import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { dispose, memory, openCpuBackend, tensor1d, tidy, variable } from "../tensor.ts";
import type { Parameter } from "../trainable-model.ts";
import { disposeCheckpoint, takeCheckpoint } from "./checkpoint.ts";
import { disposeConsolidatedTask, type ConsolidatedTask } from "./ewc-penalty.ts";
import { createPathIntegral } from "./synaptic-intelligence.ts";

const parameterAt = (value: number): Parameter => ({
  name: "w",
  variable: tidy(() => variable(tensor1d([value]))),
});

/** Importance and anchor after a path of (gradient, next value) steps. */
async function walked(
  start: number,
  steps: readonly (readonly [gradient: number, next: number])[],
  previous: ConsolidatedTask | null = null,
): Promise<{ importance: number; anchor: number }> {
  const parameter = parameterAt(start);
  const path = createPathIntegral([parameter]);
  for (const [gradient, next] of steps) {
    const before = takeCheckpoint([parameter]);
    const [fit, moved] = [tensor1d([gradient]), tensor1d([next])];
    parameter.variable.assign(moved);
    tidy(() => path.onUpdate([fit], before));
    disposeCheckpoint(before);
    dispose([fit, moved]);
  }
  const task = path.consolidate(previous);
  const [importance] = await task.fisher[0]!.data();
  const [anchor] = await task.anchor[0]!.data();
  path.dispose();
  disposeConsolidatedTask(task);
  parameter.variable.dispose();
  return { importance: importance!, anchor: anchor! };
}

beforeAll(openCpuBackend);

describe("Synaptic Intelligence", () => {
  test("three SGD steps on w² have the golden importance", async () => {
    const { w0, lr, steps, w_end, omega } = golden.synaptic_intelligence;
    const path: (readonly [number, number])[] = [];
    let w = w0;
    for (let step = 0; step < steps; step++) {
      const gradient = 2 * w;
      w -= lr * gradient;
      path.push([gradient, w]);
    }
    const { importance, anchor } = await walked(w0, path);
    expect(importance).toBeCloseTo(omega, 5);
    expect(anchor).toBeCloseTo(w_end, 6);
  });

  test("the displacement is the measured one, not lr g", async () => {
    // g = 4, moved by 0.01 as Adam does: ω = 0.04, over 0.01² + 0.1.
    expect((await walked(1, [[4, 0.99]])).importance).toBeCloseTo(0.04 / 0.1001, 5);
  });

  test("a parameter that moved uphill has no importance", async () => {
    expect((await walked(1, [[4, 1.5]])).importance).toBe(0);
  });

  test("importances of tasks add up, and the earlier task's tensors are freed", async () => {
    const before = memory().numTensors;
    const previous = { fisher: [tensor1d([2])], anchor: [tensor1d([7])] };
    const { importance, anchor } = await walked(1, [[4, 0.99]], previous);
    expect(importance).toBeCloseTo(2 + 0.04 / 0.1001, 5);
    expect(anchor).toBeCloseTo(0.99, 6);
    expect(memory().numTensors).toBe(before);
  });
});
