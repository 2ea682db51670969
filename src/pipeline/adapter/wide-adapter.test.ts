import { beforeAll, describe, expect, test } from "vitest";
import type { AdapterSettings } from "../artifacts.ts";
import {
  dispose,
  logSoftmax,
  memory,
  mul,
  neg,
  openCpuBackend,
  reshape,
  slice,
  softmax,
  sub,
  sum,
  tensor2d,
  tensor3d,
  tidy,
  variableGrads,
  ConstantMatrix,
  type Tensor3D,
} from "../tensor.ts";
import { createGraphAdapter } from "./graph-adapter.ts";
import type { AdapterParameterValues } from "./initial-parameters.ts";
import {
  flat,
  float32Parameters,
  product,
  randomProblem,
  type Matrix,
  type ReferenceProblem,
} from "./reference-adapter.ts";
import { wideForward, wideGradient, wideMatrices, type WideExamples } from "./wide-adapter.ts";
import {
  constantColumn,
  onesColumn,
  packParameters,
  parameterPlaces,
  trainedMask,
  wideLayout,
  type ParameterPlace,
} from "./wide-layout.ts";

// No size is a multiple of 4, so that every width is padded.
const SIZES = { n: 7, d: 6, r: 5, c: 3 };
const LAYOUT = wideLayout({ featureDimension: 6, bottleneckDimension: 5, classCount: 3 });
const LABELS = [0, 1, 2, 1, 0, 2, 2];
const ROWS = 9; // two of them padding

const SETTINGS = [
  { residual: true, activation: "relu" },
  { residual: false, activation: "relu" },
  { residual: true, activation: "none" },
  { residual: false, activation: "none" },
] as const satisfies Pick<AdapterSettings, "residual" | "activation">[];

const ones = (matrix: Matrix): Matrix => matrix.map(() => [1]);

/** Rows of two seeds, with padding. */
function wideExamples(problems: readonly ReferenceProblem[]): WideExamples {
  const stack = (row: (problem: ReferenceProblem, node: number) => number[]): Tensor3D => {
    const values = new Float32Array(problems.length * ROWS * LAYOUT.features);
    problems.forEach((problem, seed) => {
      problem.features.forEach((_, node) => {
        values.set(row(problem, node), (seed * ROWS + node) * LAYOUT.features);
      });
    });
    return tensor3d(values, [problems.length, ROWS, LAYOUT.features]);
  };
  return {
    features: stack(({ features }, node) => [...features[node]!, 1]),
    aggregated: stack(({ features, adjacency }, node) => [
      ...product(adjacency, features)[node]!,
      ...product(adjacency, ones(features))[node]!,
      1,
    ]),
  };
}

/** Logits and the gradients of the mean cross-entropy by TensorFlow.js's tape, one seed. */
async function byAutodiff(
  problem: ReferenceProblem,
): Promise<{ logits: number[]; gradients: Record<string, number[]> }> {
  const constant = (matrix: Matrix): ConstantMatrix =>
    new ConstantMatrix(flat(matrix), matrix.length, matrix[0]!.length);
  const model = createGraphAdapter(float32Parameters(problem.parameters), problem.settings);
  const examples = {
    features: constant(problem.features),
    aggregated: constant(product(problem.adjacency, problem.features)),
    aggregatedOnes: constant(product(problem.adjacency, ones(problem.features))),
  };
  const targets = tensor2d(
    LABELS.flatMap((label) => [0, 1, 2].map((c) => (c === label ? 1 / LABELS.length : 0))),
    [LABELS.length, 3],
  );
  const logits = model.logits(examples);
  const { value, grads } = variableGrads(
    () => neg(sum(mul(logSoftmax(model.logits(examples)), targets))),
    model.parameters.map(({ variable }) => variable),
  );
  const gradients: Record<string, number[]> = {};
  for (const { name, variable } of model.parameters) {
    gradients[name] = Array.from(await grads[variable.name]!.data());
  }
  const values = Array.from(await logits.data());
  dispose([logits, value, targets, ...Object.values(grads)]);
  for (const matrix of Object.values(examples)) matrix.dispose();
  model.dispose();
  return { logits: values, gradients };
}

/** The same by the wide pass, for all seeds at once. */
async function byHand(
  problems: readonly ReferenceProblem[],
): Promise<{ logits: Float32Array; gradients: Float32Array }> {
  const packed = problems.map(({ parameters }) =>
    packParameters(LAYOUT, float32Parameters(parameters)),
  );
  const parameters = tensor2d(
    packed.flatMap((values) => [...values]),
    [problems.length, LAYOUT.size],
  );
  const examples = wideExamples(problems);
  const targets = new Float32Array(problems.length * ROWS * LAYOUT.classes);
  problems.forEach((_, seed) => {
    LABELS.forEach((label, row) => {
      targets[(seed * ROWS + row) * LAYOUT.classes + label] = 1 / LABELS.length;
    });
  });
  const wanted = tensor3d(targets, [problems.length, ROWS, LAYOUT.classes]);
  const { logits, gradient } = tidy(() => {
    const { settings } = problems[0]!;
    const matrices = wideMatrices(LAYOUT, parameters);
    const forward = wideForward(matrices, examples, settings);
    const share = sum(wanted, 2, true);
    const logitsGradient = sub<Tensor3D>(mul(softmax(forward.logits), share), wanted);
    const raw = wideGradient(matrices, examples, forward, logitsGradient, settings);
    return {
      logits: slice(forward.logits, [0, 0, 0], [-1, LABELS.length, 3]),
      gradient: reshape(mul(raw, trainedMask(LAYOUT)), [problems.length, -1]),
    };
  });
  const result = {
    logits: Float32Array.from(await logits.data()),
    gradients: Float32Array.from(await gradient.data()),
  };
  dispose([parameters, examples.features, examples.aggregated, wanted, logits, gradient]);
  return result;
}

function read(packed: ArrayLike<number>, offset: number, place: ParameterPlace): number[] {
  return Array.from({ length: place.rows * place.columns }, (_, i) => {
    const row = Math.floor(i / place.columns);
    return packed[offset + place.start + row * place.stride + (i % place.columns)]!;
  });
}

function expectClose(actual: ArrayLike<number>, wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(0);
  const largest = Math.max(...wanted.map((value, i) => Math.abs(value - actual[i]!)));
  expect(largest).toBeLessThanOrEqual(1e-5);
}

beforeAll(openCpuBackend);

describe("Graph Adapters of several seeds at once", () => {
  test.each(SETTINGS)(
    "logits and every gradient equal TensorFlow.js's own within 1e-5, seed by seed: %o",
    async (settings) => {
      const problems = [3, 4].map((seed) => randomProblem(seed, settings, SIZES));
      const wide = await byHand(problems);
      const places = Object.entries(parameterPlaces(LAYOUT));
      expect(places.length).toBe(8);
      for (const [seed, problem] of problems.entries()) {
        const { logits, gradients } = await byAutodiff(problem);
        const count = logits.length;
        expectClose(wide.logits.subarray(seed * count, (seed + 1) * count), logits);
        for (const [name, place] of places) {
          expectClose(read(wide.gradients, seed * LAYOUT.size, place), gradients[name]!);
        }
      }
    },
  );

  test("constants and padding have no gradient, parameters all have one", async () => {
    const { gradients } = await byHand([randomProblem(3, SETTINGS[1], SIZES)]);
    const mask = trainedMask(LAYOUT);
    // (6 * 5 + 5) + (5 * 5 + 5) + (5 * 6 + 6) + (6 * 3 + 3)
    expect(mask.reduce((total, value) => total + value, 0)).toBe(122);
    expect(gradients.some((value, i) => value !== 0 && mask[i] === 0)).toBe(false);
  });

  test("packed parameters are found again at their places, beside three constants", () => {
    const problem = randomProblem(5, SETTINGS[0], SIZES);
    const values: AdapterParameterValues = float32Parameters(problem.parameters);
    const packed = packParameters(LAYOUT, values);
    const places = parameterPlaces(LAYOUT);
    expect(read(packed, 0, places.downWeight)).toEqual([...values.downWeight.values]);
    expect(read(packed, 0, places.upBias)).toEqual([...values.upBias]);
    expect(read(packed, 0, places.headBias)).toEqual([...values.headBias]);
    const mask = trainedMask(LAYOUT);
    const constants = [...packed].filter((value, i) => mask[i] === 0 && value !== 0);
    expect(constants).toEqual([1, 1, 1, -1e9]);
    expect([onesColumn(LAYOUT), constantColumn(LAYOUT), LAYOUT.features]).toEqual([6, 7, 8]);
  });

  test("leaves no tensor behind", async () => {
    const before = memory().numTensors;
    await byHand([randomProblem(3, SETTINGS[0], SIZES)]);
    expect(memory().numTensors).toBe(before);
  });
});
