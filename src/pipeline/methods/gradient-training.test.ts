import { beforeAll, describe, expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import {
  memory,
  openCpuBackend,
  scalar,
  tidy,
  variable,
  mul,
  tensor2d,
  type Tensor2D,
} from "../tensor.ts";
import { classWeightsModel } from "./class-weights.ts";
import { clusteredTexts } from "./clustered-texts.ts";
import { trainByGradients, type GradientModel } from "./gradient-training.ts";
import { momentumOptimizer, type Optimizer } from "./optimizers.ts";

beforeAll(openCpuBackend);

const { problem } = clusteredTexts(41, { classCount: 2, dimension: 4, textSpread: 3 });
const texts = problem.texts!;

/** Logits ±θ x of a row's first value x: right on the rows below where θ > 0, and the more certain the larger it is. */
function thresholdModel(): GradientModel & { readonly theta: ReturnType<typeof variable> } {
  const theta = tidy(() => variable(scalar(0)));
  const direction = tensor2d(Float32Array.of(1, -1, 0, 0, 0, 0, 0, 0), [4, 2]);
  return {
    theta,
    variables: [theta],
    logits: (rows) => mul<Tensor2D>(rows.times(direction), theta),
    penalty: null,
    dispose: () => {
      theta.dispose();
      direction.dispose();
    },
  };
}

/** Sets θ to the values of a script, whatever the gradients. */
function scripted(theta: ReturnType<typeof variable>, values: readonly number[]): Optimizer {
  return {
    step: (_, epoch) => {
      tidy(() => {
        theta.assign(scalar(values[epoch]!));
      });
    },
    dispose: () => undefined,
  };
}

const SIGNED = Float32Array.of(1, 0, 0, 0, -1, 0, 0, 0);
const SIGNED_TEXTS = { images: { dimension: 4, train: SIGNED, validation: SIGNED, test: SIGNED } };
const SIGNED_PROBLEM = {
  runSeed: 1,
  classCount: 2,
  trainLabels: Int32Array.of(0, 1),
  validationLabels: Int32Array.of(0, 1),
};

async function keptTheta(values: readonly number[], validateEvery = 1): Promise<number> {
  const model = thresholdModel();
  const steps = trainByGradients(
    model,
    scripted(model.theta, values),
    SIGNED_PROBLEM,
    SIGNED_TEXTS,
    { epochs: values.length, batchRows: Infinity, validateEvery },
  );
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  const kept = (await model.theta.data())[0]!;
  model.dispose();
  return kept;
}

describe("training by gradients", () => {
  test("the epoch of highest validation accuracy is kept, of equal ones that of lowest loss, then the earlier", async () => {
    expect(await keptTheta([-1, 2, -3])).toBe(2);
    expect(await keptTheta([1, 4, 3])).toBe(4);
    // At 1000 and above exp(-2 θ) is 0, and with it the loss.
    expect(await keptTheta([1000, 2000, 5])).toBe(1000);
  });

  test("epochs between validations are not kept; the last one is validated", async () => {
    expect(await keptTheta([9, 1, 9, 2, 3], 2)).toBe(3);
    expect(await keptTheta([9, 4, 9, 2, 3], 2)).toBe(4);
  });

  test("a loss that is not finite ends training with its epoch", async () => {
    await expect(keptTheta([1, NaN])).rejects.toSatisfy(
      (error) =>
        error instanceof StudioError &&
        error.code === "training/diverged" &&
        error.details["epoch"] === 2,
    );
  });

  test("the first update over all rows is the gradient that finite differences of the loss give", async () => {
    const model = classWeightsModel(texts, texts.classes, Float32Array.of(2, 5));
    const rate = 1e-4;
    const descent = { schedule: () => rate, momentum: 0 };
    const optimizer = momentumOptimizer(model.variables, [descent]);
    const steps = trainByGradients(model, optimizer, problem, texts, {
      epochs: 1,
      batchRows: Infinity,
      validateEvery: 1,
    });
    while ((await steps.next()).done !== true);
    const after = await model.variables[0]!.data();
    const { trainLabels, classCount } = problem;
    const loss = (weights: Float64Array): number => {
      let total = 0;
      trainLabels.forEach((label, row) => {
        const logits = Array.from({ length: classCount }, (_, c) => {
          const w = weights.subarray(c * 4, c * 4 + 4);
          const f = texts.images.train.subarray(row * 4, row * 4 + 4);
          return (100 * w.reduce((sum, value, k) => sum + value * f[k]!, 0)) / Math.hypot(...w);
        });
        const sum = logits.reduce((s, logit) => s + Math.exp(logit - logits[label]!), 0);
        total += Math.log(sum) / trainLabels.length;
      });
      [2, 5].forEach((multiplier, c) => {
        for (let k = c * 4; k < c * 4 + 4; k++) {
          total += (multiplier / 2) * (weights[k]! - texts.classes[k]!) ** 2;
        }
      });
      return total;
    };
    const start = Float64Array.from(texts.classes);
    start.forEach((value, k) => {
      const shifted = (by: number): number => loss(start.with(k, value + by));
      const gradient = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
      expect((value - after[k]!) / rate).toBeCloseTo(gradient, 1);
    });
    optimizer.dispose();
    model.dispose();
  });

  test("batches of an epoch hold every row once, in an order that the seed fixes and each epoch draws anew", async () => {
    const trainLabels = Int32Array.from({ length: 7 }, (_, row) => row % 2);
    const train = Float32Array.from({ length: 28 }, (_, i) => Math.floor(i / 4));
    const orders = async (runSeed: number): Promise<number[][]> => {
      const model = thresholdModel();
      const reads: Promise<ArrayLike<number>>[] = [];
      const watched: GradientModel = {
        ...model,
        logits: (rows) => {
          reads.push(rows.tensor.data());
          return model.logits(rows);
        },
      };
      const steps = trainByGradients(
        watched,
        scripted(model.theta, [1, 1]),
        { ...SIGNED_PROBLEM, runSeed, trainLabels },
        { images: { ...SIGNED_TEXTS.images, train } },
        { epochs: 2, batchRows: 3, validateEvery: 2 },
      );
      while ((await steps.next()).done !== true);
      model.dispose();
      const batches = await Promise.all(reads);
      // The seventh read is the validation.
      expect(batches.map(({ length }) => length / 4)).toEqual([3, 3, 1, 3, 3, 1, 2]);
      return [batches.slice(0, 3), batches.slice(3, 6)].map((epoch) =>
        epoch.flatMap((batch) => Array.from(batch).filter((_, i) => i % 4 === 0)),
      );
    };
    const [first, second] = await orders(1);
    expect(first!.toSorted((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(second!.toSorted((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(first).not.toEqual(second);
    expect(await orders(1)).toEqual([first, second]);
    expect(await orders(2)).not.toEqual([first, second]);
  });

  test("a run that is ended early leaves no tensor behind", async () => {
    const before = memory().numTensors;
    const model = classWeightsModel(texts, texts.classes, null);
    const optimizer = momentumOptimizer(model.variables, [{ schedule: () => 0.1, momentum: 0.9 }]);
    const steps = trainByGradients(model, optimizer, problem, texts, {
      epochs: 9,
      batchRows: 3,
      validateEvery: 1,
    });
    await steps.next();
    await steps.next();
    await steps.return(0);
    optimizer.dispose();
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
