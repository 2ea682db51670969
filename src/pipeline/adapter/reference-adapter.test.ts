import { describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { parameterCount } from "./parameter-count.ts";
import {
  parametersFrom,
  product,
  randomProblem,
  referenceBackward,
  referenceCrossEntropy,
  referenceForward,
  referenceGradients,
  type Matrix,
  type ReferenceParameters,
  type ReferenceProblem,
} from "./reference-adapter.ts";

const { params, ...expected } = golden.ganet_forward;
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
const pathAdjacency = golden.gcn_norm_path3.A_hat;
const identity: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const complete: Matrix = [1, 1, 1].map(() => [1 / 3, 1 / 3, 1 / 3]);

const problem = (
  adjacency: Matrix,
  residual = true,
  activation: "relu" | "none" = "relu",
): ReferenceProblem => ({
  parameters,
  features: params.X,
  adjacency,
  settings: { residual, activation },
});

function expectClose(actual: Matrix, wanted: Matrix, tolerance = 1e-9): void {
  expect(actual.length).toBe(wanted.length);
  actual.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs(value - wanted[i]![j]!)).toBeLessThanOrEqual(tolerance);
    });
  });
}

describe("float64 reference of the Graph Adapter", () => {
  test.each([
    ["relu_after_gcn_residual", problem(pathAdjacency)],
    ["no_residual", problem(pathAdjacency, false)],
    ["linear_no_residual", problem(pathAdjacency, false, "none")],
    ["identity_adjacency_equals_bottleneck_adapter", problem(identity)],
    ["complete_graph_no_residual", problem(complete, false)],
    ["complete_graph_residual", problem(complete)],
  ] as const)("every intermediate of %s equals the golden values to 1e-9", (name, variant) => {
    const forward = referenceForward(variant);
    const wanted = expected[name];
    expectClose(forward.down, wanted.down);
    expectClose(forward.gcn, wanted.gcn);
    expectClose(forward.act, wanted.act);
    expectClose(forward.up, wanted.up);
    expectClose(forward.h, wanted.h);
    expectClose(forward.logits, wanted.logits);
    expectClose(forward.probs, wanted.probs);
    const loss = referenceCrossEntropy(forward.probs, params.y);
    expect(Math.abs(loss - wanted.ce_mean)).toBeLessThanOrEqual(1e-9);
  });

  test("all eight gradients of the mean cross-entropy equal the golden values to 1e-9", () => {
    const gradients = referenceGradients(problem(pathAdjacency), params.y);
    const wanted = expected.grads_of_ce_mean_relu_residual;
    expectClose(gradients.downWeight, wanted.W_down);
    expectClose(gradients.downBias, [wanted.b_down]);
    expectClose(gradients.gcnWeight, wanted.W_gcn);
    expectClose(gradients.gcnBias, [wanted.b_gcn]);
    expectClose(gradients.upWeight, wanted.W_up);
    expectClose(gradients.upBias, [wanted.b_up]);
    expectClose(gradients.headWeight, wanted.W_head);
    expectClose(gradients.headBias, [wanted.b_head]);
  });

  test("Â (X D + 1 b_d) W + b_g = ((Â X) D + (Â 1) b_d) W + b_g: a node needs only its own row of Â X and Â 1", () => {
    const aggregated = product(pathAdjacency, params.X);
    const ones = product(
      pathAdjacency,
      params.X.map(() => [1]),
    );
    expectClose(aggregated, golden.per_node_trick["a=A_hat X"]);
    expectClose([ones.map(([sum]) => sum!)], [golden.per_node_trick["s=A_hat 1"]]);
    const down = product(aggregated, params.W_down).map((row, i) =>
      row.map((value, j) => value + ones[i]![0]! * params.b_down[j]!),
    );
    const gcn = product(down, params.W_gcn).map((row) =>
      row.map((value, j) => value + params.b_gcn[j]!),
    );
    expectClose(gcn, referenceForward(problem(pathAdjacency)).gcn);
  });

  test.each([true, false])(
    "every gradient equals its central difference on a random graph, residual %s",
    (residual) => {
      const variant = randomProblem(5, { residual, activation: "relu" });
      const labels = [0, 2, -1, 1, 2]; // the third node carries no label
      const loss = (changed: ReferenceParameters): number =>
        referenceCrossEntropy(referenceForward({ ...variant, parameters: changed }).probs, labels);
      const gradients = referenceGradients(variant, labels);
      const step = 1e-6;
      parametersFrom((name) => {
        const values = variant.parameters[name];
        const differences = values.map((row, i) =>
          row.map((_, j) => {
            const shifted = (by: number): ReferenceParameters => ({
              ...variant.parameters,
              [name]: values.map((r, k) => r.map((v, l) => (k === i && l === j ? v + by : v))),
            });
            return (loss(shifted(step)) - loss(shifted(-step))) / (2 * step);
          }),
        );
        expectClose(gradients[name], differences, 1e-8);
        return differences;
      });
    },
  );

  test("back-propagation is linear in the gradient of the logits", () => {
    const variant = randomProblem(5, { residual: true, activation: "relu" });
    const unit = (row: number): Matrix =>
      variant.features.map((_, i) => (i === row ? [1, -2, 0.5] : [0, 0, 0]));
    const both = variant.features.map((_, i) => (i < 2 ? [1, -2, 0.5] : [0, 0, 0]));
    const first = referenceBackward(variant, unit(0));
    const second = referenceBackward(variant, unit(1));
    const sum = first.downWeight.map((row, i) =>
      row.map((value, j) => value + second.downWeight[i]![j]!),
    );
    expectClose(referenceBackward(variant, both).downWeight, sum, 1e-12);
  });
});

describe("parameter count", () => {
  const { param_counts: counts } = golden;
  test.each([
    [1536, 512, 37, counts.d1536_r512_C37],
    [1536, 512, 102, counts.d1536_r512_C102],
    [1536, 512, 101, counts.d1536_r512_C101],
    [1024, 64, 37, counts.d1024_r64_C37],
  ])("D %i, R %i, C %i", (featureDimension, bottleneckDimension, classCount, wanted) => {
    expect(parameterCount({ featureDimension, bottleneckDimension, classCount })).toEqual(wanted);
  });
});
