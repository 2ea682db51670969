import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { AdapterSettings, RunPoint } from "../artifacts.ts";
import { openCpuBackend } from "../tensor.ts";
import type { OpenRunEngine } from "./run-engine.ts";
import type { SweepProblem } from "./seed-run.ts";
import { simdRunEngine } from "./simd-engine.ts";
import { syntheticFeatures } from "./synthetic-features.ts";
import { tensorRunEngine } from "./tensor-engine.ts";
import { createThresholdTrainer } from "./train-at-threshold.ts";

beforeAll(openCpuBackend);

// Six classes, 26 numbers a row, 30 and 18 rows: no size is a multiple of eight.
const { features, labels, counts } = syntheticFeatures(3, {
  classCount: 6,
  dimension: 13,
  noise: 1.5,
  perClass: { train: 5, validation: 3, test: 4 },
});
const EPOCHS = 50;

function problem(adapter: AdapterSettings): SweepProblem {
  const labelled = counts.train + counts.validation;
  return {
    features,
    featureScale: 10,
    pairBudget: 1e6,
    runs: [
      {
        runSeed: 1,
        scope: "inductive",
        classCount: 6,
        example: Int32Array.from(labels.keys()),
        part: Uint8Array.from(labels, (_, row) =>
          row < counts.train ? 0 : row < labelled ? 1 : 2,
        ),
        label: labels.map((label, row) => (row < labelled ? label : -1)),
      },
    ],
    adapter,
    training: { shots: "all", runSeeds: [1], epochs: EPOCHS, learningRate: 1e-3, ewcLambda: 0 },
  };
}

async function pointOf(adapter: AdapterSettings, openEngine: OpenRunEngine): Promise<RunPoint> {
  const trainer = createThresholdTrainer(problem(adapter), {
    kernels: referenceKernels,
    openEngine,
    clock: () => 0,
  });
  const run = trainer.trainRuns([1], 0.25);
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  trainer.dispose();
  return step.value[0]!;
}

describe.each(["simd", "simd-fma"])("runs in %s.wasm", (name) => {
  const bytes = new Uint8Array(
    readFileSync(new URL(`../../numeric/simd/${name}.wasm`, import.meta.url)),
  );
  const refused = !WebAssembly.validate(bytes);
  const skipped = refused ? " (skipped: this Node refuses relaxed SIMD)" : "";

  test.skipIf(refused).each([
    [true, "relu"],
    [false, "relu"],
    [true, "none"],
    [false, "none"],
  ] as const)(
    `equal TensorFlow.js over 50 epochs, losses to 1e-4: residual %s, activation %s${skipped}`,
    async (residual, activation) => {
      const settings = { bottleneckDimension: 5, residual, activation };
      const plain = await pointOf(settings, tensorRunEngine);
      const fast = await pointOf(settings, simdRunEngine(new WebAssembly.Module(bytes)));
      const difference = plain.trainLosses.map((loss, i) => Math.abs(loss - fast.trainLosses[i]!));
      expect(fast.trainLosses.length).toBe(EPOCHS);
      expect(Math.max(...difference)).toBeLessThan(1e-4);
      expect(fast.trainLosses[EPOCHS - 1]).toBeLessThan(0.9 * fast.trainLosses[0]!);
      expect(fast.keptEpoch).toBe(plain.keptEpoch);
      expect(fast.validationLoss).toBeCloseTo(plain.validationLoss, 4);
      expect(fast.validationPredictions).toEqual(plain.validationPredictions);
      expect(fast.testPredictions).toEqual(plain.testPredictions);
    },
  );
});
