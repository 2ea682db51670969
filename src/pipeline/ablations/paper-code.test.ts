import { beforeAll, describe, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { tensorRunEngine } from "../evaluation/tensor-engine.ts";
import { memory, openCpuBackend, tensor2d, tidy, type Tensor } from "../tensor.ts";
import { classTargets, crossEntropy } from "../training/cross-entropy.ts";
import type { AblationTools, PaperCodeOptions } from "./ablation.ts";
import {
  anchorPenalty,
  batchedSquares,
  createPaperCodeModel,
  type LabelledBatch,
  type PaperCodeModel,
} from "./paper-code-model.ts";
import { trainPaperCode } from "./paper-code-training.ts";
import { PAPER_CODE } from "./paper-code.ts";
import { syntheticStudy } from "./synthetic-study.ts";

beforeAll(openCpuBackend);

/** A path 0-1-2 with two classes, D = R = C = 2. */
const root6 = 1 / Math.sqrt(6);
const A_HAT = [
  [1 / 2, root6, 0],
  [root6, 1 / 3, root6],
  [0, root6, 1 / 2],
];
const X = [
  [1, 2],
  [-1, 0.5],
  [0.25, -2],
];

function pathBatch(): LabelledBatch {
  return {
    features: tensor2d(X),
    adjacency: tensor2d(A_HAT),
    targets: classTargets([0, 1, 1], 2),
  };
}

const shape = { featureDimension: 2, bottleneckDimension: 2, classCount: 2 };
const numbers = (tensors: readonly Tensor[]): Promise<number[][]> =>
  Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));

const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  a.map((row) => b[0]!.map((_, k) => row.reduce((sum, value, j) => sum + value * b[j]![k]!, 0)));
const plus = (a: readonly (readonly number[])[], bias: readonly number[]) =>
  a.map((row) => row.map((value, k) => value + bias[k]!));

/** Sets every parameter to known numbers, biases too. */
function fill(model: PaperCodeModel): void {
  const values = [
    [1, -1, 0.5, 2],
    [0.1, -0.2],
    [0.3, 1, -1, 0.5],
    [0.4, 0.2],
    [1, 2, -0.5, 1],
    [-0.1, 0.3],
    [0.2, -0.3, 0.7, 0.1],
    [0.05, -0.15],
  ];
  [...model.adapter, ...model.head].forEach((variable, index) => {
    tidy(() => {
      variable.assign(tensor2d(values[index]!, [1, values[index]!.length]).reshape(variable.shape));
    });
  });
}

describe("the network of the published scripts", () => {
  test("has the logits Â H V + b_v with H = (Â (X D + b_d) W + b_g) U + b_u, by hand on three nodes", async () => {
    const model = createPaperCodeModel(shape, 1);
    fill(model);
    const batch = pathBatch();
    const down = plus(
      product(X, [
        [1, -1],
        [0.5, 2],
      ]),
      [0.1, -0.2],
    );
    const gcn = plus(
      product(product(A_HAT, down), [
        [0.3, 1],
        [-1, 0.5],
      ]),
      [0.4, 0.2],
    );
    const adapted = plus(
      product(gcn, [
        [1, 2],
        [-0.5, 1],
      ]),
      [-0.1, 0.3],
    );
    const logits = plus(
      product(product(A_HAT, adapted), [
        [0.2, -0.3],
        [0.7, 0.1],
      ]),
      [0.05, -0.15],
    );
    const rows = tidy(() => model.adapted(batch));
    const own = tidy(() => model.logits(batch, rows));
    const [ownLogits, ownAdapted] = await numbers([own, rows]);
    logits.flat().forEach((value, i) => {
      expect(ownLogits![i]).toBeCloseTo(value, 5);
    });
    adapted.flat().forEach((value, i) => {
      expect(ownAdapted![i]).toBeCloseTo(value, 5);
    });
    model.dispose();
  });

  test("the pull has λ = 1 and no factor 1/2, and is exactly 0 where the anchor is the head itself", async () => {
    const model = createPaperCodeModel(shape, 1);
    fill(model);
    const fisher = [tensor2d([[1, 2], [0, 3]]), tensor2d([[4, 5]]).reshape([2])]; // prettier-ignore
    const values = [tensor2d([[0, 0], [0, 0]]), tensor2d([[0, 0]]).reshape([2])]; // prettier-ignore
    const [pull] = await numbers([anchorPenalty(model, { fisher, values })]);
    // 1·0.2² + 2·0.3² + 3·0.1² + 4·0.05² + 5·0.15²
    expect(pull![0]).toBeCloseTo(0.04 + 0.18 + 0.03 + 0.01 + 0.1125, 6);
    const [live] = await numbers([anchorPenalty(model, { fisher, values: model.head })]);
    expect(live![0]).toBe(0);
    model.dispose();
  });

  test("its importances are means over batches of squared batch gradients, without the adapter, by finite differences", async () => {
    const model = createPaperCodeModel(shape, 1);
    fill(model);
    const batches = [pathBatch(), { ...pathBatch(), targets: classTargets([1, 0, 1], 2) }];
    const squares = await numbers(batchedSquares(model, batches));
    const step = 1e-2;
    for (const [block, variable] of model.head.entries()) {
      const start = Array.from(await variable.data());
      const lossAt = async (moved: readonly number[], batch: LabelledBatch): Promise<number> => {
        tidy(() => {
          variable.assign(tensor2d([...moved], [1, moved.length]).reshape(variable.shape));
        });
        const loss = tidy(() => crossEntropy(model.logits(batch, batch.features), batch.targets));
        return (await loss.data())[0]!;
      };
      for (const entry of start.keys()) {
        let mean = 0;
        for (const batch of batches) {
          const after = await lossAt(start.with(entry, start[entry]! + step), batch);
          const before = await lossAt(start.with(entry, start[entry]! - step), batch);
          mean += ((after - before) / (2 * step)) ** 2 / batches.length;
        }
        await lossAt(start, batches[0]!);
        expect(squares[block]![entry]).toBeCloseTo(mean, 4);
      }
    }
    model.dispose();
  });
});

async function trained(options: PaperCodeOptions) {
  const model = createPaperCodeModel(shape, 1);
  const before = { adapter: await numbers(model.adapter), head: await numbers(model.head) };
  const training = trainPaperCode(model, {
    train: [pathBatch(), pathBatch()],
    validation: [pathBatch()],
    options,
    epochs: 4,
    learningRate: 0.05,
  });
  let step = await training.next();
  while (step.done !== true) step = await training.next();
  const after = { adapter: await numbers(model.adapter), head: await numbers(model.head) };
  model.dispose();
  return { before, after, result: step.value };
}

describe("the two check-boxes", () => {
  test("both off: the adapter stays at its initial values to the bit, and the penalty is exactly 0", async () => {
    const { before, after, result } = await trained({ trainAdapter: false, cloneAnchor: false });
    expect(after.adapter).toEqual(before.adapter);
    expect(after.head).not.toEqual(before.head);
    expect(result.penaltySum).toBe(0);
  });

  test("a trained adapter moves; a cloned anchor pulls from the second step on and changes the head", async () => {
    const off = await trained({ trainAdapter: false, cloneAnchor: false });
    const moved = await trained({ trainAdapter: true, cloneAnchor: false });
    expect(moved.after.adapter).not.toEqual(moved.before.adapter);
    expect(moved.result.penaltySum).toBe(0);
    const pulled = await trained({ trainAdapter: false, cloneAnchor: true });
    expect(pulled.result.penaltySum).toBeGreaterThan(0);
    expect(pulled.after.adapter).toEqual(pulled.before.adapter);
    expect(pulled.after.head).not.toEqual(off.after.head);
  });
});

describe("a run of the published scripts", () => {
  const tools: AblationTools = {
    kernels: referenceKernels,
    openEngine: tensorRunEngine,
    clock: () => 0,
    openTensorFlow: () => Promise.resolve(),
  };
  const { study } = syntheticStudy({
    classCount: 4,
    dimension: 12,
    noise: 0.6,
    perClass: { train: 6, validation: 3, test: 6 },
  });

  test("trains 100 epochs on mini-batches, predicts test nodes in their order, says what it is, and leaves no tensor", async () => {
    const before = memory().numTensors;
    const paperCode = { trainAdapter: false, cloneAnchor: false };
    const steps = PAPER_CODE.run(study, { paperCode, neighbours: 5 }, 1, tools);
    let step = await steps.next();
    let epochs = 0;
    for (; step.done !== true; step = await steps.next()) {
      epochs = Math.max(epochs, step.value.done);
    }
    const run = step.value;
    expect(epochs).toBe(100);
    expect(memory().numTensors).toBe(before);
    expect(run.threshold).toBeNull();
    expect(run.curve[0]!.threshold).toBe(0.7);
    // D C + C
    expect(run.parameters).toBe(24 * 4 + 4);
    expect(run.remarks[1]).toBe("EWC penalty 0 at every step: the anchor moves with the weights.");
    // Four classes, of which the smoothing mixes two; test nodes stand class by class.
    const [predictions] = run.testPredictions;
    expect(predictions!.length).toBe(24);
    const correct = predictions!.filter((label, i) => label === Math.floor(i / 6)).length;
    expect(correct / 24).toBeGreaterThan(0.5);
  });

  test("stopped on its way it leaves no tensor either", async () => {
    const before = memory().numTensors;
    const paperCode = { trainAdapter: false, cloneAnchor: true };
    const steps = PAPER_CODE.run(study, { paperCode, neighbours: 5 }, 1, tools);
    expect((await steps.next()).value).toMatchObject({ done: 1 });
    await expect(steps.throw(new Error("stopped"))).rejects.toThrow("stopped");
    expect(memory().numTensors).toBe(before);
  });
});
