import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import {
  flat,
  float32Parameters,
  parametersFrom,
  product,
  randomProblem,
  referenceFisher,
  type Matrix,
} from "../adapter/reference-adapter.ts";
import {
  ConstantMatrix,
  dispose,
  memory,
  tensor2d,
  variableGrads,
  openCpuBackend,
} from "../tensor.ts";
import type { TrainableModel } from "../trainable-model.ts";
import { classTargets, crossEntropy, disposeTargets, type ClassTargets } from "./cross-entropy.ts";
import { fisherDiagonal } from "./fisher.ts";
import { softmaxRegressionModel } from "./softmax-regression-model.ts";

function graphModel(seed: number, residual: boolean, activation: "relu" | "none" = "relu") {
  const problem = randomProblem(seed, { residual, activation }, { n: 6, d: 5, r: 3, c: 4 });
  const rows = [0, 1, 2, 4];
  const constant = (matrix: Matrix): ConstantMatrix =>
    new ConstantMatrix(flat(rows.map((row) => matrix[row]!)), rows.length, matrix[0]!.length);
  const ones = problem.features.map(() => [1]);
  const examples: GraphExamples = {
    features: constant(problem.features),
    aggregated: constant(product(problem.adjacency, problem.features)),
    aggregatedOnes: constant(product(problem.adjacency, ones)),
  };
  const model = createGraphAdapter(float32Parameters(problem.parameters), problem.settings);
  const end = (): void => {
    examples.features.dispose();
    examples.aggregated.dispose();
    examples.aggregatedOnes.dispose();
    model.dispose();
  };
  return { problem, rows, examples, model, end };
}

beforeAll(openCpuBackend);

describe("exact Fisher diagonal", () => {
  test.each(["fisher_softmax_zero_W", "fisher_softmax_nonzero_W", "fisher_cancel"] as const)(
    "of softmax regression equals the golden exact values: %s",
    async (name) => {
      const { X, W, y, exact } = golden[name];
      const model = softmaxRegressionModel(W);
      const inputs = tensor2d(flat(X), [X.length, X[0]!.length]);
      const targets = classTargets(y, W[0]!.length);
      const [weights, biases] = fisherDiagonal(model, inputs, targets);
      const actual = await weights!.data();
      exact.flat().forEach((value, i) => {
        expect(actual[i]).toBeCloseTo(value, 5);
      });
      dispose([weights!, biases!, inputs]);
      disposeTargets(targets);
      model.dispose();
    },
  );

  test.each([
    [true, "relu"],
    [false, "relu"],
    [true, "none"],
  ] as const)(
    "of the Graph Adapter equals the definition, node by node and class by class through Â: residual %s, activation %s",
    async (residual, activation) => {
      const { problem, rows, examples, model, end } = graphModel(21, residual, activation);
      const targets = classTargets([0, 1, 2, 3], 4);
      const before = memory().numTensors;
      const fisher = fisherDiagonal(model, examples, targets);
      expect(memory().numTensors).toBe(before + fisher.length);
      const wanted = referenceFisher(problem, rows);
      const actual = new Map<string, ArrayLike<number>>();
      for (const [i, { name }] of model.parameters.entries()) {
        actual.set(name, await fisher[i]!.data());
      }
      parametersFrom((name) => {
        wanted[name].flat().forEach((value, i) => {
          expect(Math.abs(actual.get(name)![i]! - value)).toBeLessThan(1e-5);
        });
        return wanted[name];
      });
      dispose(fisher);
      disposeTargets(targets);
      end();
    },
  );

  test("equals Σ_c p_c g_c² of TensorFlow.js's own gradient of each node and active class", async () => {
    const { examples, model, end } = graphModel(22, true);
    const active = [1, 3];
    const targets = classTargets([1, 3, 3, 1], 4, active);
    const fisher = fisherDiagonal(model, examples, targets);
    const sums = model.parameters.map(({ variable: v }) => new Float64Array(v.size));
    for (let node = 0; node < 4; node++) {
      for (const label of active)
        await addExpectedSquares(model, examples, targets, node, label, sums);
    }
    for (const [i, sum] of sums.entries()) {
      const actual = await fisher[i]!.data();
      sum.forEach((value, k) => expect(Math.abs(actual[k]! - value / 4)).toBeLessThan(1e-5));
    }
    dispose(fisher);
    disposeTargets(targets);
    end();
  });

  test("changes no parameter, and ignores the observed labels", async () => {
    const { examples, model, end } = graphModel(23, true);
    const read = () =>
      Promise.all(model.parameters.map(async ({ variable: v }) => [...(await v.data())]));
    const before = await read();
    const one = classTargets([0, 1, 2, 3], 4);
    const other = classTargets([3, 3, 0, 0], 4);
    const first = fisherDiagonal(model, examples, one);
    const second = fisherDiagonal(model, examples, other);
    expect(await read()).toEqual(before);
    for (const [i, tensor] of first.entries()) {
      expect(await tensor.data()).toEqual(await second[i]!.data());
    }
    dispose([...first, ...second]);
    disposeTargets(one);
    disposeTargets(other);
    end();
  });
});

/** sums += p_c (∂ log p_c / ∂θ)² of one node, by autodiff of the cross-entropy of that node alone. */
async function addExpectedSquares(
  model: TrainableModel<GraphExamples>,
  examples: GraphExamples,
  targets: ClassTargets,
  node: number,
  label: number,
  sums: readonly Float64Array[],
): Promise<void> {
  const only = async (matrix: ConstantMatrix): Promise<ConstantMatrix> => {
    const width = matrix.tensor.shape[1];
    const values = Float32Array.from(await matrix.tensor.data());
    return new ConstantMatrix(values.slice(node * width, (node + 1) * width), 1, width);
  };
  const alone: GraphExamples = {
    features: await only(examples.features),
    aggregated: await only(examples.aggregated),
    aggregatedOnes: await only(examples.aggregatedOnes),
  };
  const target = { ...classTargets([label], 4), exclusion: targets.exclusion };
  const { value, grads } = variableGrads(
    () => crossEntropy(model.logits(alone), target),
    model.parameters.map(({ variable: v }) => v),
  );
  const probability = Math.exp(-(await value.data())[0]!);
  for (const [i, { variable: v }] of model.parameters.entries()) {
    const gradient = await grads[v.name]!.data();
    gradient.forEach((g, k) => (sums[i]![k]! += probability * g * g));
  }
  dispose([value, ...Object.values(grads), target.labels, target.oneHot]);
  alone.features.dispose();
  alone.aggregated.dispose();
  alone.aggregatedOnes.dispose();
}
