import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import {
  flat,
  float32Parameters,
  product,
  type Matrix,
  type ReferenceParameters,
} from "../adapter/reference-adapter.ts";
import {
  ConstantMatrix,
  dispose,
  memory,
  openCpuBackend,
  reshape,
  tensor1d,
  tidy,
  type Tensor,
} from "../tensor.ts";
import type { Parameter } from "../trainable-model.ts";
import { classTargets, disposeTargets } from "./cross-entropy.ts";
import { disposeConsolidatedTask, type ConsolidatedTask } from "./ewc-penalty.ts";
import { referenceEwc } from "./reference-training.ts";
import { lossAndGradients } from "./train.ts";

const {
  params,
  relu_after_gcn_residual,
  grads_of_ce_mean_relu_residual: grads,
} = golden.ganet_forward;
const parameters: ReferenceParameters = {
  downWeight: params.W_down,
  downBias: [params.b_down],
  gcnWeight: params.W_gcn,
  gcnBias: [params.b_gcn],
  upWeight: params.W_up,
  upBias: [params.b_up],
  headWeight: params.W_head,
  headBias: [params.b_head],
};
const goldenGradients: ReferenceParameters = {
  downWeight: grads.W_down,
  downBias: [grads.b_down],
  gcnWeight: grads.W_gcn,
  gcnBias: [grads.b_gcn],
  upWeight: grads.W_up,
  upBias: [grads.b_up],
  headWeight: grads.W_head,
  headBias: [grads.b_head],
};
const NAMES = [
  "downWeight",
  "downBias",
  "gcnWeight",
  "gcnBias",
  "upWeight",
  "upBias",
  "headWeight",
  "headBias",
] as const;
const LAMBDA = 3;

/** A task that ended a little away from the golden parameters, with a Fisher value of its own for each number. */
const finished = NAMES.map((name, place) => ({
  fisher: parameters[name].flat().map((_, k) => 0.2 + 0.3 * k + 0.1 * place),
  anchor: parameters[name].flat().map((value, k) => value + (k % 2 === 0 ? 0.2 : -0.3)),
}));

const shaped = (values: readonly number[], { variable }: Parameter): Tensor =>
  tidy(() => reshape(tensor1d([...values]), variable.shape));

/** Loss and gradients of the golden network on its path graph, by the function that the training loop calls. */
async function goldenLossAndGradients(finishedTasks: "none" | "one") {
  const constant = (matrix: Matrix): ConstantMatrix =>
    new ConstantMatrix(flat(matrix), matrix.length, matrix[0]!.length);
  const adjacency = golden.gcn_norm_path3.A_hat;
  const examples: GraphExamples = {
    features: constant(params.X),
    aggregated: constant(product(adjacency, params.X)),
    aggregatedOnes: constant(adjacency.map((row) => [row.reduce((sum, value) => sum + value, 0)])),
  };
  const targets = classTargets(params.y, 2);
  const model = createGraphAdapter(float32Parameters(parameters), {
    residual: true,
    activation: "relu",
  });
  expect(model.parameters.map(({ name }) => name)).toEqual(NAMES);
  const task: ConsolidatedTask = {
    fisher: model.parameters.map((parameter, i) => shaped(finished[i]!.fisher, parameter)),
    anchor: model.parameters.map((parameter, i) => shaped(finished[i]!.anchor, parameter)),
  };
  const measured = lossAndGradients(model, {
    train: { examples, targets },
    ewcLambda: LAMBDA,
    finishedTasks: finishedTasks === "one" ? [task] : [],
  });
  const [loss] = await measured.loss.data();
  const gradients = await Promise.all(measured.gradients.map((gradient) => gradient!.data()));
  const fitGradients = await Promise.all(measured.fitGradients.map((gradient) => gradient!.data()));
  const tensors = [measured.loss, ...measured.gradients, ...measured.fitGradients];
  dispose(tensors.filter((tensor) => tensor !== null));
  disposeConsolidatedTask(task);
  disposeTargets(targets);
  examples.features.dispose();
  examples.aggregated.dispose();
  examples.aggregatedOnes.dispose();
  model.dispose();
  return { loss: loss!, gradients, fitGradients };
}

function expectClose(actual: ArrayLike<number>, wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-5);
  });
}

beforeAll(openCpuBackend);

describe("loss and gradients of a training step", () => {
  test("without a finished task are the golden mean cross-entropy and its eight golden gradients, whatever λ", async () => {
    const before = memory().numTensors;
    const { loss, gradients } = await goldenLossAndGradients("none");
    expect(Math.abs(loss - relu_after_gcn_residual.ce_mean)).toBeLessThan(1e-5);
    NAMES.forEach((name, i) => {
      expectClose(gradients[i]!, goldenGradients[name].flat());
    });
    expect(memory().numTensors).toBe(before);
  });

  test("with a finished task are CE + Ω: the golden loss and gradients plus (λ/2) Σ F (θ - θ*)² and λ F (θ - θ*)", async () => {
    const { loss, gradients, fitGradients } = await goldenLossAndGradients("one");
    const penalties = NAMES.map((name, i) =>
      referenceEwc(parameters[name].flat(), [finished[i]!], LAMBDA),
    );
    const omega = penalties.reduce((sum, { penalty }) => sum + penalty, 0);
    expect(omega).toBeGreaterThan(0.5);
    expect(Math.abs(loss - relu_after_gcn_residual.ce_mean - omega)).toBeLessThan(1e-5);
    NAMES.forEach((name, i) => {
      const wanted = goldenGradients[name].flat();
      // Synaptic Intelligence follows the task's own loss, without the penalty.
      expectClose(fitGradients[i]!, wanted);
      expectClose(
        gradients[i]!,
        wanted.map((value, k) => value + penalties[i]!.gradient[k]!),
      );
    });
  });
});
