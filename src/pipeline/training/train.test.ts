import { beforeAll, describe, expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import { createRandom } from "../../numeric/random.ts";
import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import { initialParameters } from "../adapter/initial-parameters.ts";
import type { EpochReport } from "../artifacts.ts";
import {
  add,
  ConstantMatrix,
  dispose,
  memory,
  mul,
  tensor1d,
  tensor2d,
  tidy,
  variable,
  zerosLike,
  type Tensor2D,
  openCpuBackend,
} from "../tensor.ts";
import type { TrainableModel } from "../trainable-model.ts";
import { classTargets, correctCount, crossEntropy, disposeTargets } from "./cross-entropy.ts";
import type { TrainingResult } from "./epoch-choice.ts";
import { train, type TrainingPlan } from "./train.ts";

beforeAll(openCpuBackend);

/** A classifier of two small clusters on a graph of its own rows. */
function clusters(seed = 1) {
  const random = createRandom(seed);
  const labels = Array.from({ length: 12 }, (_, i) => i % 3);
  const values = Float32Array.from(
    { length: 12 * 4 },
    (_, i) => (labels[Math.floor(i / 4)] === i % 4 ? 1 : 0) + 0.4 * random.normal(),
  );
  const ones = new Float32Array(12).fill(1);
  const examples = (from: number, to: number): GraphExamples => ({
    features: new ConstantMatrix(values.slice(4 * from, 4 * to), to - from, 4),
    aggregated: new ConstantMatrix(values.slice(4 * from, 4 * to), to - from, 4),
    aggregatedOnes: new ConstantMatrix(ones.slice(from, to), to - from, 1),
  });
  const shape = { featureDimension: 4, bottleneckDimension: 3, classCount: 3 };
  const model = createGraphAdapter(initialParameters(shape, true, seed), {
    residual: true,
    activation: "relu",
  });
  const plan: TrainingPlan<GraphExamples> = {
    train: { examples: examples(0, 9), targets: classTargets(labels.slice(0, 9), 3) },
    validation: { examples: examples(9, 12), targets: classTargets(labels.slice(9), 3) },
    epochs: 15,
    learningRate: 0.02,
    ewcLambda: 0,
    finishedTasks: [],
    keep: "best-validation",
  };
  const end = (): void => {
    model.dispose();
    for (const { examples: part, targets } of [plan.train, plan.validation]) {
      disposeTargets(targets);
      part.features.dispose();
      part.aggregated.dispose();
      part.aggregatedOnes.dispose();
    }
  };
  return { model, plan, end };
}

async function finish(
  run: AsyncGenerator<EpochReport, TrainingResult>,
): Promise<{ reports: EpochReport[]; result: TrainingResult }> {
  const reports: EpochReport[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done === true) return { reports, result: step.value };
    reports.push(step.value);
  }
}

describe("training loop", () => {
  test("reports the loss before each update and validation after it", async () => {
    const { model, plan, end } = clusters();
    const start = tidy(() => crossEntropy(model.logits(plan.train.examples), plan.train.targets));
    const { reports, result } = await finish(train(model, plan));
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(reports[0]!.trainLoss).toBeCloseTo((await start.data())[0]!, 6);
    expect(reports[14]!.trainLoss).toBeLessThan(0.7 * reports[0]!.trainLoss);
    expect(result.trainLosses).toEqual(reports.map(({ trainLoss }) => trainLoss));
    const kept = reports[result.keptEpoch - 1]!;
    const keptLoss = tidy(() =>
      crossEntropy(model.logits(plan.validation.examples), plan.validation.targets),
    );
    expect((await keptLoss.data())[0]).toBeCloseTo(kept.validationLoss, 6);
    dispose([start, keptLoss]);
    end();
  });

  test("validation accuracy is a share of the validation examples, of which there are fewer than to train on", async () => {
    const { model, plan, end } = clusters();
    const { result } = await finish(train(model, { ...plan, learningRate: 0.1 }));
    const { examples, targets } = plan.validation;
    const correct = tidy(() => correctCount(model.logits(examples), targets));
    const [count] = await correct.data();
    expect(count).toBeGreaterThan(0);
    expect(result.validationAccuracy).toBe(count! / 3);
    correct.dispose();
    end();
  });

  test("equal seeds give bit-equal losses, another seed gives others", async () => {
    const losses = async (seed: number): Promise<readonly number[]> => {
      const { model, plan, end } = clusters(seed);
      const { result } = await finish(train(model, plan));
      end();
      return result.trainLosses;
    };
    const first = await losses(4);
    expect(await losses(4)).toEqual(first);
    expect(await losses(5)).not.toEqual(first);
  });

  test("λ changes nothing while a single task is trained (E18)", async () => {
    const losses = async (ewcLambda: number): Promise<readonly number[]> => {
      const { model, plan, end } = clusters();
      const { result } = await finish(train(model, { ...plan, ewcLambda }));
      end();
      return result.trainLosses;
    };
    expect(await losses(1e6)).toEqual(await losses(0));
  });

  test("leaves no tensor behind, whether it ends, is stopped or diverges", async () => {
    const before = memory().numTensors;
    const ended = clusters();
    const held = memory().numTensors;
    await finish(train(ended.model, ended.plan));
    // The transposes that wasm keeps do not exist on this backend.
    expect(memory().numTensors).toBe(held);
    const stopped = train(ended.model, ended.plan);
    await stopped.next();
    await stopped.next();
    await stopped.throw(new Error("stopped")).catch(() => undefined);
    expect(memory().numTensors).toBe(held);
    await finish(train(ended.model, { ...ended.plan, learningRate: NaN })).catch(() => undefined);
    expect(memory().numTensors).toBe(held);
    ended.end();
    expect(memory().numTensors).toBe(before);
  });

  test("stops with training/diverged and the epoch at the first loss that is not finite", async () => {
    const { model, plan, end } = clusters();
    const run = finish(train(model, { ...plan, learningRate: NaN }));
    // The first loss is finite; the update makes every parameter NaN and with it the validation of epoch 1.
    await expect(run).rejects.toThrow(StudioError);
    await run.catch((error: unknown) => {
      expect(error).toMatchObject({ code: "training/diverged", details: { epoch: 1, epochs: 15 } });
    });
    end();
  });
});

/** Validation logits by a script, one pair an epoch, for the single validation example of class 0; training does nothing of interest. */
function scripted(script: readonly (readonly [number, number])[]) {
  const theta = tidy(() => variable(tensor1d([0])));
  let epoch = 0;
  const model: TrainableModel<"train" | "validation"> = {
    parameters: [{ name: "theta", variable: theta }],
    logits: (examples) => {
      const fixed = examples === "train" ? [0, 0] : script[epoch++]!;
      return tidy(() => {
        const row: Tensor2D = tensor2d([...fixed], [1, 2]);
        return add(row, mul(theta, zerosLike(row)));
      });
    },
    linearBlocks: () => {
      throw new Error("not asked for");
    },
    dispose: () => theta.dispose(),
  };
  const target = classTargets([0], 2);
  const plan: TrainingPlan<"train" | "validation"> = {
    train: { examples: "train", targets: target },
    validation: { examples: "validation", targets: target },
    epochs: script.length,
    learningRate: 0.1,
    ewcLambda: 0,
    finishedTasks: [],
    keep: "best-validation",
  };
  return { model, plan };
}

describe("kept epoch", () => {
  const keptEpoch = async (
    script: readonly (readonly [number, number])[],
    keep: "best-validation" | "last" = "best-validation",
  ): Promise<number> => {
    const { model, plan } = scripted(script);
    const { result } = await finish(train(model, { ...plan, keep }));
    return result.keptEpoch;
  };

  test("higher accuracy wins over lower cross-entropy", async () => {
    // Wrong by a hair, right by a hair, wrong by a hair: accuracy 0, 1, 0.
    expect(
      await keptEpoch([
        [0, 0.1],
        [0.1, 0],
        [0, 0.01],
      ]),
    ).toBe(2);
  });

  test("of equal accuracies the lower cross-entropy wins", async () => {
    expect(
      await keptEpoch([
        [1, 0],
        [3, 0],
        [2, 0],
      ]),
    ).toBe(2);
  });

  test("of equal accuracy and cross-entropy the earlier wins", async () => {
    expect(
      await keptEpoch([
        [1, 0],
        [2, 0],
        [2, 0],
      ]),
    ).toBe(2);
  });

  test("its parameters are put back, though later epochs moved on", async () => {
    const theta = tidy(() => variable(tensor1d([0])));
    const { model, plan } = scripted([
      [3, 0],
      [0, 1],
      [0, 2],
    ]);
    // Training logits θ [1, 0] of class 0: every update raises θ, the first by the learning rate 0.1, as Adam's first step is lr g / (|g| + ε).
    const moving: typeof model = {
      ...model,
      parameters: [{ name: "theta", variable: theta }],
      logits: (examples) =>
        examples === "train"
          ? tidy(() => mul(tensor2d([1, 0], [1, 2]), theta))
          : model.logits(examples),
    };
    const run = train(moving, plan);
    const afterEpoch: number[] = [];
    let step = await run.next();
    for (; step.done !== true; step = await run.next()) afterEpoch.push((await theta.data())[0]!);
    expect(step.value.keptEpoch).toBe(1);
    expect(afterEpoch[0]).toBeCloseTo(0.1, 5);
    expect(afterEpoch[2]).toBeGreaterThan(0.25);
    expect((await theta.data())[0]).toBe(afterEpoch[0]);
    dispose([theta]);
    model.dispose();
  });

  test("within a sequence of tasks the last is kept whatever validation says", async () => {
    expect(
      await keptEpoch(
        [
          [3, 0],
          [0, 1],
          [0, 2],
        ],
        "last",
      ),
    ).toBe(3);
  });
});
