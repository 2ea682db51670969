import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import {
  ConstantMatrix,
  dispose,
  logSoftmax,
  memory,
  mul,
  neg,
  sum,
  tensor2d,
  variableGrads,
  openCpuBackend,
} from "../tensor.ts";
import { createGraphAdapter, type GraphExamples } from "./graph-adapter.ts";
import { initialParameters } from "./initial-parameters.ts";
import { parameterCount } from "./parameter-count.ts";
import {
  flat,
  float32Parameters,
  parametersFrom,
  product,
  randomProblem,
  referenceCrossEntropy,
  referenceForward,
  referenceGradients,
  type Matrix,
  type ReferenceParameters,
  type ReferenceProblem,
} from "./reference-adapter.ts";

const identity = (n: number): Matrix =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

/** The rows of X, Â X and Â 1 of some nodes; all of them unless given. */
function upload(
  problem: ReferenceProblem,
  rows = problem.features.map((_, i) => i),
): GraphExamples {
  const constant = (matrix: Matrix): ConstantMatrix =>
    new ConstantMatrix(flat(rows.map((row) => matrix[row]!)), rows.length, matrix[0]!.length);
  return {
    features: constant(problem.features),
    aggregated: constant(product(problem.adjacency, problem.features)),
    aggregatedOnes: constant(
      product(
        problem.adjacency,
        problem.features.map(() => [1]),
      ),
    ),
  };
}

function disposeGraphExamples(examples: GraphExamples): void {
  examples.features.dispose();
  examples.aggregated.dispose();
  examples.aggregatedOnes.dispose();
}

async function logitsOf(problem: ReferenceProblem, rows?: number[]): Promise<Float32Array> {
  const model = createGraphAdapter(float32Parameters(problem.parameters), problem.settings);
  const examples = upload(problem, rows);
  const logits = model.logits(examples);
  const values = Float32Array.from(await logits.data());
  logits.dispose();
  disposeGraphExamples(examples);
  model.dispose();
  return values;
}

function expectClose(actual: ArrayLike<number>, wanted: Matrix, tolerance = 1e-5): void {
  const expected = wanted.flat();
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
  expect(largest).toBeLessThanOrEqual(tolerance);
}

const { params, ...variants } = golden.ganet_forward;
const goldenParameters: ReferenceParameters = {
  downWeight: params.W_down,
  downBias: [params.b_down],
  gcnWeight: params.W_gcn,
  gcnBias: [params.b_gcn],
  upWeight: params.W_up,
  upBias: [params.b_up],
  headWeight: params.W_head,
  headBias: [params.b_head],
};

function goldenProblem(
  adjacency: Matrix,
  residual = true,
  activation: "relu" | "none" = "relu",
): ReferenceProblem {
  return {
    parameters: goldenParameters,
    features: params.X,
    adjacency,
    settings: { residual, activation },
  };
}

const PARAMETER_NAMES = [
  "downWeight",
  "downBias",
  "gcnWeight",
  "gcnBias",
  "upWeight",
  "upBias",
  "headWeight",
  "headBias",
] as const;

beforeAll(openCpuBackend);

describe("Graph Adapter on TensorFlow.js", () => {
  const path = golden.gcn_norm_path3.A_hat;
  const complete = [1, 1, 1].map(() => [1 / 3, 1 / 3, 1 / 3]);
  test.each([
    ["relu_after_gcn_residual", goldenProblem(path)],
    ["no_residual", goldenProblem(path, false)],
    ["linear_no_residual", goldenProblem(path, false, "none")],
    ["identity_adjacency_equals_bottleneck_adapter", goldenProblem(identity(3))],
    ["complete_graph_no_residual", goldenProblem(complete, false)],
    ["complete_graph_residual", goldenProblem(complete)],
  ] as const)("golden logits of %s to 1e-5", async (name, problem) => {
    expectClose(await logitsOf(problem), variants[name].logits);
  });

  test("golden loss and all eight golden gradients to 1e-5", async () => {
    const { loss, gradients } = await gradientsOf(goldenProblem(path), params.y);
    expect(loss).toBeCloseTo(variants.relu_after_gcn_residual.ce_mean, 5);
    const wanted = variants.grads_of_ce_mean_relu_residual;
    expectClose(gradients.get("downWeight")!, wanted.W_down);
    expectClose(gradients.get("downBias")!, [wanted.b_down]);
    expectClose(gradients.get("gcnWeight")!, wanted.W_gcn);
    expectClose(gradients.get("gcnBias")!, [wanted.b_gcn]);
    expectClose(gradients.get("upWeight")!, wanted.W_up);
    expectClose(gradients.get("upBias")!, [wanted.b_up]);
    expectClose(gradients.get("headWeight")!, wanted.W_head);
    expectClose(gradients.get("headBias")!, [wanted.b_head]);
  });

  test.each([
    [true, "relu"],
    [false, "relu"],
    [true, "none"],
    [false, "none"],
  ] as const)(
    "per-node rows and folded products equal the network written out over the graph: residual %s, activation %s",
    async (residual, activation) => {
      const problem = randomProblem(11, { residual, activation }, { n: 7, d: 6, r: 4, c: 3 });
      const labels = [0, 1, 2, 1, -1, -1, -1]; // the first four nodes are the training nodes
      expectClose(await logitsOf(problem), referenceForward(problem).logits);
      const { loss, gradients } = await gradientsOf(problem, labels);
      const { probs } = referenceForward(problem);
      expect(loss).toBeCloseTo(referenceCrossEntropy(probs, labels), 5);
      const wanted = referenceGradients(problem, labels);
      parametersFrom((name) => {
        expectClose(gradients.get(name)!, wanted[name]);
        return wanted[name];
      });
    },
  );

  test("every gradient equals the central difference of TensorFlow.js's own loss", async () => {
    const problem = randomProblem(3, { residual: true, activation: "relu" });
    const labels = [0, 2, 1, 1, 2];
    const { gradients } = await gradientsOf(problem, labels);
    const step = 1e-2; // float32 losses: a smaller step loses more by rounding than it wins
    for (const name of PARAMETER_NAMES) {
      const values = problem.parameters[name];
      const lossAt = async (by: number): Promise<number> => {
        const shifted = values.map((row, i) =>
          row.map((v, j) => (i === 0 && j === 1 ? v + by : v)),
        );
        const parameters = { ...problem.parameters, [name]: shifted };
        return (await gradientsOf({ ...problem, parameters }, labels)).loss;
      };
      const difference = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
      expect(Math.abs(gradients.get(name)![1]! - difference)).toBeLessThan(5e-3);
    }
  });

  test("without an edge (Â = I) the logits are those of the bottleneck adapter X + relu((X D + b_d) W + b_g) U_p + b_u (I1)", async () => {
    const problem = randomProblem(4, { residual: true, activation: "relu" });
    const isolated = { ...problem, adjacency: identity(5) };
    const { features, parameters } = problem;
    const [down, gcn] = [parameters.downBias[0]!, parameters.gcnBias[0]!];
    const wanted = features.map((x) => {
      const p = product([x], parameters.downWeight)[0]!.map((v, k) => v + down[k]!);
      const m = product([p], parameters.gcnWeight)[0]!.map((v, k) => Math.max(0, v + gcn[k]!));
      const u = product([m], parameters.upWeight)[0]!;
      const h = x.map((v, k) => v + u[k]! + parameters.upBias[0]![k]!);
      return product([h], parameters.headWeight)[0]!.map((v, k) => v + parameters.headBias[0]![k]!);
    });
    expectClose(await logitsOf(isolated), wanted);
  });

  test("complete graph (Â_ij = 1/n): without the residual all rows are equal, with it logits - X V is one constant row (I2)", async () => {
    const random = randomProblem(6, { residual: false, activation: "relu" });
    const adjacency = random.features.map((row) => row.map(() => 0.2).concat(0.2));
    expect(adjacency[0]!.length).toBe(5);
    const flatRows = await logitsOf({ ...random, adjacency });
    for (let i = 3; i < flatRows.length; i++) expect(flatRows[i]).toBeCloseTo(flatRows[i % 3]!, 5);

    const residual = {
      ...random,
      adjacency,
      settings: { residual: true, activation: "relu" },
    } as const;
    const linear = product(random.features, random.parameters.headWeight).flat();
    const rest = (await logitsOf(residual)).map((value, i) => value - linear[i]!);
    for (let i = 3; i < rest.length; i++) expect(rest[i]).toBeCloseTo(rest[i % 3]!, 4);
    expect(Math.max(...linear.map((value, i) => Math.abs(value - linear[i % 3]!)))).toBeGreaterThan(
      1,
    );
  });

  test("permuting the nodes permutes the logits and changes nothing else (I5)", async () => {
    const problem = randomProblem(7, { residual: true, activation: "relu" });
    const order = [3, 0, 4, 2, 1];
    const permuted = {
      ...problem,
      features: order.map((i) => problem.features[i]!),
      adjacency: order.map((i) => order.map((j) => problem.adjacency[i]![j]!)),
    };
    const before = await logitsOf(problem);
    const after = await logitsOf(permuted);
    order.forEach((from, to) => {
      for (let c = 0; c < 3; c++) expect(after[to * 3 + c]).toBeCloseTo(before[from * 3 + c]!, 4);
    });
  });

  test("a node's logits come from its own rows: leaving other nodes out changes none of them (I3)", async () => {
    const problem = randomProblem(8, { residual: true, activation: "relu" });
    const all = await logitsOf(problem);
    const alone = await logitsOf(problem, [3]);
    for (let c = 0; c < 3; c++) expect(Math.abs(alone[c]! - all[9 + c]!)).toBeLessThan(1e-6);
  });

  test("before the first step with the residual the model is the linear classifier X V + b_v, exactly (I6)", async () => {
    const shape = { featureDimension: 4, bottleneckDimension: 3, classCount: 3 };
    const initial = initialParameters(shape, true, 9);
    const { features, adjacency } = randomProblem(9, { residual: true, activation: "relu" });
    const model = createGraphAdapter(initial, { residual: true, activation: "relu" });
    const examples = upload({
      ...randomProblem(9, { residual: true, activation: "relu" }),
      features,
      adjacency,
    });
    const logits = model.logits(examples);
    const head = Array.from({ length: 4 }, (_, k) =>
      Array.from(initial.headWeight.values.subarray(3 * k, 3 * k + 3)),
    );
    expectClose(await logits.data(), product(features, head), 1e-6);
    logits.dispose();
    disposeGraphExamples(examples);
    model.dispose();
  });

  test("trains as many numbers as the parameter count says", () => {
    const shape = { featureDimension: 7, bottleneckDimension: 5, classCount: 3 };
    const model = createGraphAdapter(initialParameters(shape, true, 1), {
      residual: true,
      activation: "relu",
    });
    const sizes = model.parameters.map(({ variable }) => variable.size);
    // 7 * 5 + 5, 5 * 5 + 5, 5 * 7 + 7, 7 * 3 + 3
    expect(sizes).toEqual([35, 5, 25, 5, 35, 7, 21, 3]);
    expect(parameterCount(shape).total).toBe(sizes.reduce((sum, size) => sum + size, 0));
    model.dispose();
  });

  test("forward and backward passes leave no tensor behind", async () => {
    const before = memory().numTensors;
    await gradientsOf(randomProblem(2, { residual: true, activation: "relu" }), [0, 1, 2, 0, 1]);
    await logitsOf(randomProblem(2, { residual: false, activation: "none" }));
    expect(memory().numTensors).toBe(before);
  });
});

async function gradientsOf(
  problem: ReferenceProblem,
  labels: readonly number[],
): Promise<{ loss: number; gradients: Map<string, ArrayLike<number>> }> {
  const rows = labels.flatMap((label, row) => (label < 0 ? [] : [row]));
  const model = createGraphAdapter(float32Parameters(problem.parameters), problem.settings);
  const examples = upload(problem, rows);
  const classCount = problem.parameters.headBias[0]!.length;
  const selected = tensor2d(
    rows.flatMap((row) =>
      Array.from({ length: classCount }, (_, c) => (labels[row] === c ? 1 / rows.length : 0)),
    ),
    [rows.length, classCount],
  );
  const { value: loss, grads } = variableGrads(
    () => neg(sum(mul(logSoftmax(model.logits(examples)), selected))),
    model.parameters.map(({ variable }) => variable),
  );
  const values = new Map<string, ArrayLike<number>>();
  for (const { name, variable } of model.parameters) {
    const gradient = grads[variable.name];
    if (!gradient) throw new Error(`no gradient of ${name}`);
    values.set(name, await gradient.data());
    gradient.dispose();
  }
  const [lossValue] = await loss.data();
  dispose([loss, selected]);
  disposeGraphExamples(examples);
  model.dispose();
  return { loss: lossValue!, gradients: values };
}
