import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { rowProducts } from "../../numeric/row-products.ts";
import { openCpuBackend, tidy } from "../tensor.ts";
import { classWeightsModel, zeroShotMultipliers } from "./class-weights.ts";
import { clipAdapterModel } from "./clip-adapter.ts";
import { clusteredTexts } from "./clustered-texts.ts";
import { constantRows, readLogits, type GradientModel } from "./gradient-training.ts";
import { graphAdapterModel } from "./graph-adapter-clip.ts";
import { blendedProbeModel, initialProbe, probeRates } from "./lp-plus-plus.ts";
import type { TextSpace } from "./method.ts";
import { taskResidualModel } from "./taskres.ts";
import { zeroShotLogits } from "./text-space.ts";
import { cacheModel } from "./tip-adapter-f.ts";
import { cacheLogits } from "./tip-adapter.ts";

beforeAll(openCpuBackend);

/** T = I, and the image f = (0.6, 0.8) of the golden values. */
const PLANE: TextSpace = planeOf(Float32Array.of(0.6, 0.8));

function planeOf(train: Float32Array): TextSpace {
  const images = { dimension: 2, train, validation: train, test: train };
  return { images, classes: Float32Array.of(1, 0, 0, 1), classNorms: Float32Array.of(1, 1) };
}

async function logitsOf(model: GradientModel, { images }: TextSpace): Promise<Float32Array> {
  const rows = constantRows(images.train, images.dimension);
  try {
    return await readLogits(model, rows);
  } finally {
    rows.dispose();
  }
}

function expectClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, digits: number): void {
  expect(actual.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(actual[i]).toBeCloseTo(wanted[i]!, digits);
}

describe("golden logits of trained methods", () => {
  test("CLIP-Adapter", async () => {
    const { W1, W2, ratio, logits } = golden.clip_adapter;
    const weights = { down: Float32Array.from(W1.flat()), up: Float32Array.from(W2.flat()) };
    const model = clipAdapterModel(PLANE, weights, ratio);
    expectClose(await logitsOf(model, PLANE), logits, 4);
    model.dispose();
  });

  test("TaskRes", async () => {
    const { x, alpha, logits } = golden.taskres;
    const model = taskResidualModel(PLANE, Float32Array.from(x.flat()), alpha);
    expectClose(await logitsOf(model, PLANE), logits, 4);
    model.dispose();
  });

  test("LP++", async () => {
    const { w, b, alpha, "logits=f.w_c+b_c+alpha_c f.t_c": logits } = golden.lp_plus_plus;
    const model = blendedProbeModel(PLANE, {
      weights: Float32Array.from(w.flat()),
      bias: Float32Array.from(b),
      alpha: Float32Array.from(alpha),
    });
    expectClose(await logitsOf(model, PLANE), logits, 5);
    model.dispose();
  });

  test("CLAP's penalty; ZS-LP has none, and its logits are s times the cosines", async () => {
    const { w, alpha, "mean_c alpha_c|w_c-t_c|^2": wanted } = golden.clap_penalty;
    const weights = Float32Array.from(w.flat());
    const model = classWeightsModel(PLANE, weights, Float32Array.from(alpha));
    const penalty = tidy(() => model.penalty!());
    expect((await penalty.data())[0]).toBeCloseTo(wanted, 6);
    penalty.dispose();
    const plain = classWeightsModel(
      PLANE,
      weights.map((value) => 3 * value),
      null,
    );
    expect(plain.penalty).toBeNull();
    expectClose(await logitsOf(plain, PLANE), [100, 0], 4);
    model.dispose();
    plain.dispose();
  });
});

test("Tip-Adapter-F starts as Tip-Adapter", async () => {
  const { problem } = clusteredTexts(21);
  const texts = problem.texts!;
  const { train, dimension } = texts.images;
  const settings = { alpha: 1.3, beta: 2 };
  const model = cacheModel(texts, problem.trainLabels, settings);
  const wanted = cacheLogits(
    zeroShotLogits(referenceKernels, train, texts),
    rowProducts(referenceKernels, train, train, dimension),
    problem.trainLabels,
    settings,
  );
  expectClose(await logitsOf(model, texts), wanted, 3);
  expect(await model.keys()).toEqual(train);
  model.dispose();
});

test("GraphAdapter, by hand: one aggregate a graph, tanh, shares and unit length", async () => {
  const identity = Float32Array.of(1, 0, 0, 1);
  const model = graphAdapterModel(
    PLANE,
    { texts: Float32Array.of(1, 0, 0, 2), prototypes: Float32Array.of(0, 1, 1, 1) },
    {
      texts: { weights: identity, bias: Float32Array.of(0, 0.5, 0, 0) },
      prototypes: { weights: Float32Array.of(0, 1, 1, 0), bias: new Float32Array(4) },
    },
    0.6,
  );
  // W swaps the coordinates of the prototypes' aggregates: (1, 0) and (1, 1).
  const refined = [
    [0.7 * Math.tanh(1) + 0.3 * Math.tanh(1), 0.7 * Math.tanh(0.5)],
    [0.3 * Math.tanh(1), 0.7 * Math.tanh(2) + 0.3 * Math.tanh(1)],
  ];
  const wanted = refined.map(([x, y], c) => {
    const mixed = [0.6 * (c === 0 ? 1 : 0) + 0.4 * x!, 0.6 * (c === 1 ? 1 : 0) + 0.4 * y!];
    return (100 * (0.6 * mixed[0]! + 0.8 * mixed[1]!)) / Math.hypot(...mixed);
  });
  expectClose(await logitsOf(model, PLANE), wanted, 4);
  model.dispose();
});

test("LP++ starts at class sums and 250 times the mean similarity, with steps from the largest eigenvalue", () => {
  // FᵀF = diag(2, 1), and Σ (f · t_c)² = 2, 1.
  const texts = planeOf(Float32Array.of(1, 0, 1, 0, 0, 1));
  const rates = probeRates(texts);
  expect(rates.weights).toBeCloseTo((4 * 3) / 2, 10);
  expect(rates.alpha).toBeCloseTo(3 / (4 * 2), 10);
  const { weights, bias, alpha } = initialProbe(texts, Int32Array.of(0, 0, 0));
  expect([...weights]).toEqual([2, 1, 0, 0]);
  expect([...bias]).toEqual([0, 0]);
  expectClose(alpha, [(250 * 2) / 3, (250 * 2) / 3], 3);
});

test("CLAP's multipliers are the mean zero-shot probabilities of the own class", () => {
  const logits = Float32Array.of(0, 0, Math.log(3), 0, 5, 5);
  expectClose(
    zeroShotMultipliers(logits, Int32Array.of(0, 0, 0), 2),
    [(0.5 + 0.75 + 0.5) / 3, 0],
    6,
  );
});

test("trainable numbers are the golden counts of Pets-37 at d = 512 and 16 shots", () => {
  const counts = golden.param_counts.baselines_d512_K16.pets37;
  const [dimension, classCount, rows] = [512, 37, 37 * 16];
  const zeros = (size: number): Float32Array => new Float32Array(size);
  const train = zeros(rows * dimension);
  const texts: TextSpace = {
    images: { dimension, train, validation: train, test: train },
    classes: zeros(classCount * dimension),
    classNorms: zeros(classCount),
  };
  const classRows = zeros(classCount * dimension);
  const convolution = { weights: zeros(dimension ** 2), bias: classRows };
  const square = { texts: convolution, prototypes: convolution };
  const probe = { weights: classRows, bias: zeros(classCount), alpha: zeros(classCount) };
  const hidden = zeros((dimension * dimension) / 4);
  const cases: [GradientModel, number][] = [
    [clipAdapterModel(texts, { down: hidden, up: hidden }, 0.2), counts["clip_adapter_2d^2/4"]],
    [cacheModel(texts, new Int32Array(rows), { alpha: 1, beta: 1 }), counts.tip_adapter_F_dCK],
    [taskResidualModel(texts, classRows, 0.5), counts.taskres_Cd],
    [blendedProbeModel(texts, probe), counts["lp++_Cd+2C"]],
    [classWeightsModel(texts, classRows, null), counts.clap_Cd],
    [
      graphAdapterModel(texts, { texts: classRows, prototypes: classRows }, square, 0.5),
      counts["graphadapter_2(d^2+Cd)"],
    ],
  ];
  for (const [model, wanted] of cases) {
    expect(model.variables.reduce((sum, { size }) => sum + size, 0)).toBe(wanted);
    model.dispose();
  }
});
