import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createSimdKernels } from "../../numeric/simd/simd-kernels.ts";
import type { Progress, RunPoint } from "../artifacts.ts";
import { accuracy } from "../evaluation/accuracy-curve.ts";
import { simdRunEngine } from "../evaluation/simd-engine.ts";
import { createThresholdTrainer } from "../evaluation/train-at-threshold.ts";
import { studyFeatures, sweepProblem, type StudyProblem } from "../methods/study-problem.ts";
import { openCpuBackend } from "../tensor.ts";
import type { AblationTools, VariantId, VariantRun, VariantSettings } from "./ablation.ts";
import { constantCaption, retrievedText } from "./caption-variants.ts";
import { syntheticStudy } from "./synthetic-study.ts";
import { VARIANTS } from "./variants.ts";

const module = new WebAssembly.Module(
  new Uint8Array(readFileSync(new URL("../../numeric/simd/simd.wasm", import.meta.url))),
);
const tools: AblationTools = {
  kernels: createSimdKernels(module, "simd"),
  openEngine: simdRunEngine(module),
  clock: () => 0,
  openTensorFlow: () => Promise.resolve(),
};
const settings: VariantSettings = {
  paperCode: { trainAdapter: false, cloneAnchor: false },
  neighbours: 3,
};

const perClass = { train: 4, validation: 3, test: 5 };
const training = {
  shots: 4,
  runSeeds: [1, 2],
  epochs: 15,
  learningRate: 1e-2,
  ewcLambda: 0,
} as const;
const { study } = syntheticStudy(
  { classCount: 6, dimension: 10, noise: 1.4, perClass },
  { training },
);

const variantOf = (id: VariantId) => VARIANTS.find((variant) => variant.id === id)!;

async function runOf(
  id: VariantId,
  on: StudyProblem = study,
): Promise<{ run: VariantRun; reports: Progress[] }> {
  const steps = variantOf(id).run(on, settings, 1, tools);
  const reports: Progress[] = [];
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return { run: step.value, reports };
    reports.push(step.value);
  }
}

async function pointAt(on: StudyProblem, threshold: number): Promise<RunPoint> {
  const problem = sweepProblem(on, studyFeatures(on), 1, on.settings.scope);
  const trainer = createThresholdTrainer(problem, tools);
  const steps = trainer.trainRuns([1], threshold);
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  trainer.dispose();
  return step.value[0]!;
}

beforeAll(openCpuBackend);

describe("a variant's run", () => {
  test("the reference is the study's own adapter at the largest of its best thresholds", async () => {
    const { run, reports } = await runOf("reference");
    const best = Math.max(...run.curve.map(({ validationAccuracy }) => validationAccuracy));
    const winners = run.curve.filter(({ validationAccuracy }) => validationAccuracy === best);
    expect(run.threshold).toBe(winners.at(-1)!.threshold);
    expect(run.validationAccuracy).toBe(best);
    expect(run.curve.length).toBe(6);
    const point = await pointAt(study, run.threshold!);
    expect(run.testPredictions).toEqual([point.testPredictions]);
    const epochs = reports.filter(({ label }) => label === "Training");
    expect(epochs.at(-1)).toEqual({ label: "Training", done: 90, total: 90 });
    const done = epochs.map((report) => report.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  test("no graph is the reference at the right end, and has no threshold", async () => {
    const { run } = await runOf("no-graph");
    const point = await pointAt(study, 1.01);
    expect(run.testPredictions).toEqual([point.testPredictions]);
    expect(run).toMatchObject({ threshold: null, curve: [] });
    expect(run.validationAccuracy).toBe(point.validationAccuracy);
  });

  test.each<VariantId>(["random-graph", "shuffled-graph"])(
    "%s: mean of five draws, each with the degrees of the reference",
    async (id) => {
      const { run } = await runOf(id);
      const reference = await runOf("reference");
      expect(run.testPredictions.length).toBe(5);
      // Draws that differ have a mean that no single run could have.
      const single = run.curve.filter(
        ({ validationAccuracy: value }) => Math.abs(18 * value - Math.round(18 * value)) < 1e-8,
      );
      expect(single.length).toBeLessThan(run.curve.length);
      run.curve.forEach(({ threshold, meanDegree, validationAccuracy }, index) => {
        expect(threshold).toBe(reference.run.curve[index]!.threshold);
        expect(meanDegree).toBeCloseTo(reference.run.curve[index]!.meanDegree, 12);
        // Of 18 validation images, a mean of five draws.
        expect(validationAccuracy * 90).toBeCloseTo(Math.round(validationAccuracy * 90), 8);
      });
      // Without an edge, and with all of them in the complete graph, there is nothing to redraw.
      expect(run.curve.at(-1)!.validationAccuracy).toBeCloseTo(
        reference.run.curve.at(-1)!.validationAccuracy,
        12,
      );
    },
  );

  test("a cap above every degree changes nothing; a small one lowers the degree", async () => {
    const steps = variantOf("top-k").run(study, { ...settings, neighbours: 1000 }, 1, tools);
    let step = await steps.next();
    while (step.done !== true) step = await steps.next();
    const reference = (await runOf("reference")).run;
    const { run: capped } = await runOf("top-k");
    expect(step.value.curve.map(({ meanDegree }) => meanDegree)).toEqual(
      reference.curve.map(({ meanDegree }) => meanDegree),
    );
    expect(step.value.curve.map(({ validationAccuracy }) => validationAccuracy)).toEqual(
      reference.curve.map(({ validationAccuracy }) => validationAccuracy),
    );
    expect(capped.curve[0]!.meanDegree).toBeLessThan(reference.curve[0]!.meanDegree / 2);
    expect(capped.curve[0]!.meanDegree).toBeGreaterThanOrEqual(3);
  });

  test("weighted edges are swept from 0 up", async () => {
    const { run } = await runOf("weighted");
    const reference = (await runOf("reference")).run;
    const positive = reference.curve.filter(({ threshold }) => threshold > 0);
    expect(run.curve.map(({ threshold }) => threshold)).toEqual([
      0,
      ...positive.map(({ threshold }) => threshold),
    ]);
    expect(run.curve.at(-1)!.validationAccuracy).toBe(positive.at(-1)!.validationAccuracy);
  });

  test("thresholds whose pairs are not kept are left out and counted", async () => {
    const few = { ...study, settings: { ...study.settings, pairBudget: 100 } };
    const { run } = await runOf("soft-weighted", few);
    const omitted = 6 - run.curve.length;
    expect(omitted).toBeGreaterThan(0);
    expect(run.remarks).toEqual([
      `${omitted} of 6 thresholds left out: they join more pairs than are kept`,
    ]);
    expect((await runOf("reference", few)).run.remarks).toEqual([]);
  });

  test("switches reach the adapter and its size", async () => {
    const reference = (await runOf("reference")).run;
    const change = async (id: VariantId): Promise<VariantRun> => (await runOf(id)).run;
    // (D R + R) + (R² + R) + (R D + D) + (D C + C) with D = 20, C = 6.
    const count = (d: number, r: number): number => 2 * d * r + 2 * r + r ** 2 + d + 6 * d + 6;
    expect(reference.parameters).toBe(count(20, 16));
    expect((await change("bottleneck-8")).parameters).toBe(count(20, 8));
    expect((await change("no-text")).parameters).toBe(count(10, 16));
    expect((await change("no-image")).parameters).toBe(count(10, 16));
    for (const id of ["no-residual", "no-activation", "no-text", "transductive"] as const) {
      expect((await change(id)).curve).not.toEqual(reference.curve);
    }
    expect({ ...(await change("inductive")), variant: "reference" }).toEqual(reference);
    expect({ ...(await change("bottleneck-16")), variant: "reference" }).toEqual(reference);
  });

  test("separate nodes run on TensorFlow.js, with a grid of their own", async () => {
    const short = { ...study.settings, thresholdCount: 2, training: { ...training, epochs: 3 } };
    const { run } = await runOf("separate-nodes", { ...study, settings: short });
    expect(run.curve.map(({ threshold }) => threshold)).toEqual([-1.01, 1.01]);
    expect(run.testPredictions[0]!.length).toBe(30);
  });

  test("stopping a run between two reports gives the features' memory back", async () => {
    let held = 0;
    const counting: AblationTools = {
      ...tools,
      kernels: {
        ...tools.kernels,
        load: (...matrix) => {
          const block = tools.kernels.load(...matrix);
          held += 1;
          return {
            ...block,
            dispose: () => {
              held -= 1;
              block.dispose();
            },
          };
        },
      },
    };
    for (const id of ["reference", "random-graph", "batch-shuffled"] as const) {
      const steps = variantOf(id).run(study, settings, 1, counting);
      let step = await steps.next();
      while (step.done !== true && step.value.label !== "Training") step = await steps.next();
      expect(held).toBe(1);
      await expect(steps.throw(new Error("stopped"))).rejects.toThrow("stopped");
      expect(held).toBe(0);
    }
  });
});

describe("texts of a variant", () => {
  test("a constant caption leaves the image cosines, times 1 - w, and zero text rows once centred", () => {
    const images = studyFeatures({
      ...study,
      settings: { ...study.settings, features: { modalityWeight: 0, center: true, scale: 1 } },
    });
    const centred = { modalityWeight: 0.5, center: true, scale: 1 } as const;
    const fused = studyFeatures({
      ...constantCaption(study),
      settings: { ...study.settings, features: centred },
    });
    expect(fused.zeroTextRows).toBe(fused.rows);
    const product = ({ values, dimension }: typeof fused, a: number, b: number): number => {
      let sum = 0;
      for (let k = 0; k < dimension; k++) {
        sum += values[a * dimension + k]! * values[b * dimension + k]!;
      }
      return sum;
    };
    expect(product(fused, 3, 40)).toBeCloseTo(product(images, 3, 40) / 2, 6);
    const plain = studyFeatures(constantCaption(study));
    const unitImages = studyFeatures({
      ...study,
      settings: { ...study.settings, features: { modalityWeight: 0, center: false, scale: 1 } },
    });
    expect(product(plain, 3, 40)).toBeCloseTo((product(unitImages, 3, 40) + 1) / 2, 6);
  });

  test("a retrieved text is the nearest of all class texts by cosine; an image without a row has none", () => {
    const withTexts: StudyProblem = {
      ...study,
      embeddings: {
        ...study.embeddings,
        image: { rows: 3, dimension: 1, values: Float32Array.of(1, 1, 1) },
      },
      classTexts: {
        space: "shared",
        prompt: "{}",
        images: { rows: 3, dimension: 2, values: Float32Array.of(0, 2, 0, 0, 3, 1) },
        // The second is longer, and not nearer by cosine.
        classes: { rows: 3, dimension: 2, values: Float32Array.of(1, 0, 9, 9, 0, 0.5) },
      },
    };
    expect([...retrievedText(withTexts).embeddings.text.values]).toEqual([0, 0.5, 0, 0, 1, 0]);
  });
});

test("obstacles name what is missing, in words", () => {
  const obstacle = (id: VariantId, on: StudyProblem): string | null => variantOf(id).obstacle(on);
  const { text } = study.embeddings;
  const imageOnly: StudyProblem = {
    ...study,
    embeddings: {
      ...study.embeddings,
      text: { ...text, values: new Float32Array(text.values.length) },
    },
  };
  expect(VARIANTS.filter((variant) => variant.obstacle(study) !== null)).toMatchObject([
    { id: "retrieved-text" },
  ]);
  expect(obstacle("retrieved-text", study)).toBe("needs class texts");
  for (const id of ["no-text", "no-image", "constant-caption", "separate-nodes"] as const) {
    expect(obstacle(id, imageOnly)).toBe("needs text features");
  }
  expect(obstacle("reference", imageOnly)).toBeNull();
});

test("every variant of the list is there once", () => {
  expect(VARIANTS.length).toBe(23);
  expect(new Set(VARIANTS.map(({ id }) => id)).size).toBe(23);
  expect(VARIANTS[0]!.id).toBe("reference");
});

test("the leak lesson: batches in file order see their own class and score far above shuffled ones", async () => {
  const { study: lesson, testLabels } = syntheticStudy(
    { perClass: { train: 4, validation: 4, test: 30 } },
    { adapter: { bottleneckDimension: 16, residual: false, activation: "relu" } },
  );
  const score = async (id: VariantId): Promise<number> =>
    accuracy((await runOf(id, lesson)).run.testPredictions[0]!, testLabels);
  const shuffled = await score("batch-shuffled");
  const sorted = await score("batch-file-order");
  const none = await score("no-graph");
  expect(sorted).toBeGreaterThan(shuffled + 0.1);
  expect(sorted).toBeGreaterThan(none + 0.05);
});
