import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { createSimdKernels } from "../../numeric/simd/simd-kernels.ts";
import type { EpochReport, GraphScope, RunNodes, RunPoint, RunReport } from "../artifacts.ts";
import { memory, openCpuBackend } from "../tensor.ts";
import type { OpenRunEngine } from "./run-engine.ts";
import type { SweepProblem } from "./seed-run.ts";
import { simdRunEngine } from "./simd-engine.ts";
import { syntheticFeatures } from "./synthetic-features.ts";
import { tensorRunEngine } from "./tensor-engine.ts";
import { trainAdapter } from "./trained-adapter.ts";
import { createThresholdTrainer, type AdapterTrainer } from "./train-at-threshold.ts";

const module = new WebAssembly.Module(
  new Uint8Array(readFileSync(new URL("../../numeric/simd/simd.wasm", import.meta.url))),
);

interface Engine {
  readonly name: string;
  readonly kernels: MatrixKernels;
  readonly openEngine: OpenRunEngine;
}

const onTensorFlow: Engine = {
  name: "TensorFlow.js",
  kernels: referenceKernels,
  openEngine: tensorRunEngine,
};
const onSimd: Engine = {
  name: "the SIMD module",
  kernels: createSimdKernels(module, "simd"),
  openEngine: simdRunEngine(module),
};

const perClass = { train: 4, validation: 3, test: 5 };
const { features, labels, counts } = syntheticFeatures(1, {
  classCount: 6,
  dimension: 12,
  noise: 0.8,
  perClass,
});
const testLabels = [...labels.subarray(counts.train + counts.validation)];

/** Nodes of one seed; `without` leaves examples out. */
function nodes(scope: GraphScope, runSeed = 1, without: readonly number[] = []): RunNodes {
  const example = Int32Array.from(labels.keys()).filter((row) => !without.includes(row));
  const partOf = (row: number): number =>
    row < counts.train ? 0 : row < counts.train + counts.validation ? 1 : 2;
  return {
    runSeed,
    scope,
    classCount: 6,
    example,
    part: Uint8Array.from(example, partOf),
    label: example.map((row) => (partOf(row) === 2 ? -1 : labels[row]!)),
  };
}

function problem(runs: readonly RunNodes[], change: Partial<SweepProblem> = {}): SweepProblem {
  return {
    features,
    featureScale: 10,
    pairBudget: 1e6,
    runs,
    adapter: { bottleneckDimension: 5, residual: true, activation: "relu" },
    training: { shots: 4, runSeeds: [1], epochs: 12, learningRate: 1e-2, ewcLambda: 0 },
    ...change,
  };
}

async function finish(run: AsyncGenerator<RunReport, readonly RunPoint[]>): Promise<RunPoint> {
  return (await ending(run))[0]!;
}

async function ending<Result>(run: AsyncGenerator<RunReport, Result>): Promise<Result> {
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
  }
}

const share = (predictions: readonly number[], wanted: readonly number[]): number =>
  predictions.filter((label, i) => label === wanted[i]).length / wanted.length;

beforeAll(openCpuBackend);

describe.each([onTensorFlow, onSimd])(
  "a run at a threshold, by $name",
  ({ kernels, openEngine }) => {
    function trainerOf(sweep: SweepProblem, clock = (): number => 0): AdapterTrainer {
      return createThresholdTrainer(sweep, { kernels, openEngine, clock });
    }

    /** The point without the time that it took. */
    async function pointAt(
      sweep: SweepProblem,
      threshold: number,
      runSeed = 1,
    ): Promise<Omit<RunPoint, "seconds">> {
      const trainer = trainerOf(sweep);
      const point = await finish(trainer.trainRuns([runSeed], threshold));
      trainer.dispose();
      return point;
    }

    test("reports its graph, its losses and predictions that agree with the kept epoch", async () => {
      const point = await pointAt(problem([nodes("inductive")]), 0.3);
      expect(point.statistics.threshold).toBe(0.3);
      expect(point.statistics.meanDegree).toBeGreaterThan(0);
      expect(point.trainLosses.length).toBe(12);
      expect(point.trainLosses[11]).toBeLessThan(0.3 * point.trainLosses[0]!);
      const validationLabels = [...labels.subarray(counts.train, counts.train + counts.validation)];
      expect(share(point.validationPredictions, validationLabels)).toBe(point.validationAccuracy);
      expect(point.testPredictions.length).toBe(testLabels.length);
      // Chance is 1/6.
      expect(share(point.testPredictions, testLabels)).toBeGreaterThan(0.5);
    });

    test("trains as many epochs as asked for", async () => {
      const { training } = problem([]);
      const sweep = problem([nodes("inductive")], { training: { ...training, epochs: 5 } });
      expect((await pointAt(sweep, 0.3)).trainLosses.length).toBe(5);
    });

    test("gives out the parameters that a trained adapter at the same threshold has", async () => {
      const sweep = problem([nodes("inductive")]);
      const settings = { modalityWeight: 0, center: false, scale: 10 };
      const embeddings = {
        image: features,
        text: { rows: 0, dimension: 0, values: new Float32Array(0) },
      };
      const rest = { trainPool: [0, 1], classNames: [], fingerprint: "" };
      const source = { problem: sweep, embeddings, features: settings, ...rest };
      const tools = { kernels, openEngine, clock: () => 0 };
      const adapter = await ending(trainAdapter(source, 1, 0.3, tools));
      const trainer = trainerOf(sweep);
      // Another threshold before it leaves nothing behind.
      await ending(trainer.trainRuns([1], 0.9));
      const parameters = await ending(trainer.trainParameters(1, 0.3));
      trainer.dispose();
      expect(parameters).toEqual(adapter.parameters);
    });

    test("keeps the epoch of the best validation, and predicts with its parameters", async () => {
      // Steps large enough that later epochs overfit.
      const training = { ...problem([]).training, epochs: 20, learningRate: 0.1 };
      const trainer = trainerOf(problem([nodes("inductive")], { training }));
      const run = trainer.trainRuns([1], 0.3);
      const reports: EpochReport[] = [];
      let step = await run.next();
      for (; step.done !== true; step = await run.next()) {
        if ("epoch" in step.value) reports.push(step.value);
      }
      const point = step.value[0]!;
      trainer.dispose();
      const [best] = reports.toSorted(
        (a, b) =>
          b.validationAccuracy - a.validationAccuracy ||
          a.validationLoss - b.validationLoss ||
          a.epoch - b.epoch,
      );
      expect(point.keptEpoch).toBe(best!.epoch);
      expect(point.validationAccuracy).toBe(best!.validationAccuracy);
      expect(point.validationAccuracy).toBeGreaterThan(reports[19]!.validationAccuracy);
      const validationLabels = [...labels.subarray(counts.train, counts.train + counts.validation)];
      expect(share(point.validationPredictions, validationLabels)).toBe(best!.validationAccuracy);
    });

    test("is the same every time and in any order of runs; another seed starts elsewhere", async () => {
      const sweep = problem([nodes("inductive"), nodes("inductive", 2)]);
      const alone = await pointAt(sweep, 0.3);
      const trainer = trainerOf(sweep);
      await finish(trainer.trainRuns([2], 0.5));
      await finish(trainer.trainRuns([1], -1.01));
      expect(await finish(trainer.trainRuns([1], 0.3))).toEqual({ ...alone, seconds: 0 });
      const other = await finish(trainer.trainRuns([2], 0.3));
      expect(other.trainLosses[0]).not.toBe(alone.trainLosses[0]);
      trainer.dispose();
    });

    test("starts from the same weights at every threshold: with the residual the first losses are equal (I6)", async () => {
      const sweep = problem([nodes("inductive")]);
      const complete = await pointAt(sweep, -1.01);
      const none = await pointAt(sweep, 1.01);
      expect(complete.trainLosses[0]).toBe(none.trainLosses[0]);
      expect(complete.trainLosses[5]).not.toBe(none.trainLosses[5]);
    });

    test("inductive: leaving other test images out changes neither training nor a prediction (I3)", async () => {
      const firstTest = counts.train + counts.validation;
      const others = Array.from(
        { length: labels.length - firstTest - 2 },
        (_, i) => firstTest + 2 + i,
      );
      const all = await pointAt(problem([nodes("inductive")]), 0.2);
      const few = await pointAt(problem([nodes("inductive", 1, others)]), 0.2);
      expect(few.trainLosses).toEqual(all.trainLosses);
      expect(few.testPredictions).toEqual(all.testPredictions.slice(0, 2));
      // Transductive: test images are nodes like any other, so the graph of the training images changes.
      const allJoined = await pointAt(problem([nodes("transductive")]), 0.2);
      const fewJoined = await pointAt(problem([nodes("transductive", 1, others)]), 0.2);
      expect(fewJoined.trainLosses[5]).not.toBe(allJoined.trainLosses[5]);
    });

    test("complete graph without the residual: every node gets the same prediction (I2)", async () => {
      const point = await pointAt(
        problem([nodes("transductive")], {
          adapter: { bottleneckDimension: 5, residual: false, activation: "relu" },
        }),
        -1.01,
      );
      expect(new Set(point.testPredictions).size).toBe(1);
      expect(point.validationAccuracy).toBeCloseTo(1 / 6, 12);
    });

    test("the feature scale reaches the network and not the graph", async () => {
      const large = await pointAt(problem([nodes("inductive")]), 0.3);
      const small = await pointAt(problem([nodes("inductive")], { featureScale: 1 }), 0.3);
      expect(small.statistics).toEqual(large.statistics);
      expect(small.trainLosses[0]).not.toBe(large.trainLosses[0]);
    });

    test("trains several seeds in the order asked for, each as it is alone", async () => {
      const sweep = problem([nodes("inductive"), nodes("inductive", 2)]);
      const trainer = trainerOf(sweep);
      const run = trainer.trainRuns([2, 1], 0.3);
      let step = await run.next();
      let epochs = 0;
      for (; step.done !== true; step = await run.next()) epochs += "epoch" in step.value ? 1 : 0;
      expect(epochs).toBe(24);
      expect(step.value).toEqual([await pointAt(sweep, 0.3, 2), await pointAt(sweep, 0.3, 1)]);
      trainer.dispose();
    });

    test("thresholds with the same edges are one run, and keep their own threshold", async () => {
      const trainer = trainerOf(problem([nodes("inductive")]));
      const none = await finish(trainer.trainRuns([1], 1.01));
      const again = await trainer.trainRuns([1], 1.02).next();
      const { statistics } = none;
      expect(again).toEqual({
        done: true,
        value: [
          { ...none, threshold: 1.02, statistics: { ...statistics, threshold: 1.02 }, seconds: 0 },
        ],
      });
      const next = await trainer.trainRuns([1], 0.5).next();
      expect(next).toMatchObject({ done: false, value: { epoch: 1 } });
      trainer.dispose();
    });

    test("below the cut-off of the kept pairs a run has the rows of its snapped threshold", async () => {
      const few = await pointAt(problem([nodes("inductive")], { pairBudget: 200 }), 0.1);
      expect(few.statistics.exact).toBe(false);
      const all = await pointAt(problem([nodes("inductive")]), few.statistics.threshold);
      expect(all.statistics.exact).toBe(true);
      few.trainLosses.forEach((loss, epoch) => {
        expect(loss).toBeCloseTo(all.trainLosses[epoch]!, 4);
      });
      expect(few.testPredictions).toEqual(all.testPredictions);
    });

    test("takes the clock's time of graph and run in seconds and refuses a seed that it does not hold", async () => {
      let now = 0;
      const trainer = trainerOf(problem([nodes("inductive")]), () => (now += 2500));
      expect((await finish(trainer.trainRuns([1], 0.3))).seconds).toBe(5);
      await expect(finish(trainer.trainRuns([7], 0.3))).rejects.toThrow(RangeError);
      trainer.dispose();
    });

    test("gives the features' memory back when it is stopped between two stripes of pairs", async () => {
      let held = 0;
      const counting: MatrixKernels = {
        ...kernels,
        load: (...matrix) => {
          const block = kernels.load(...matrix);
          held += 1;
          return {
            ...block,
            dispose: () => {
              held -= 1;
              block.dispose();
            },
          };
        },
      };
      const sweep = problem([nodes("transductive")]);
      const tools = { kernels: counting, openEngine, clock: () => 0 };
      const trainer = createThresholdTrainer(sweep, tools);
      for (const stop of ["throw", "return"] as const) {
        const run = trainer.trainRuns([1], 0.3);
        expect((await run.next()).value).toMatchObject({ label: "Comparing images" });
        expect(held).toBe(1);
        await (stop === "throw" ? run.throw(new Error("stopped")) : run.return([])).catch(() => 0);
        expect(held).toBe(0);
      }
      trainer.dispose();
    });

    test("below the cut-off tells how far its graph is, may be stopped on the way, and gives the point of all pairs", async () => {
      const few = problem([nodes("transductive")], { pairBudget: 50 });
      const trainer = trainerOf(few);
      await finish(trainer.trainRuns([1], 1.01));
      const stopped = trainer.trainRuns([1], 0.125);
      expect((await stopped.next()).value).toMatchObject({ label: "Comparing images again" });
      await expect(stopped.throw(new Error("stopped"))).rejects.toThrow("stopped");
      const shares: number[] = [];
      const run = trainer.trainRuns([1], 0.125);
      let step = await run.next();
      for (; step.done !== true; step = await run.next()) {
        if (!("epoch" in step.value)) shares.push(step.value.done / step.value.total);
      }
      trainer.dispose();
      expect(shares.length).toBeGreaterThan(2);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
      const point = step.value[0]!;
      const all = await pointAt(problem([nodes("transductive")]), 0.125);
      expect(point.statistics.exact).toBe(false);
      expect(point.testPredictions).toEqual(all.testPredictions);
      expect(point.validationLoss).toBeCloseTo(all.validationLoss, 4);
    });

    test("leaves no tensor behind after ended, stopped and diverged runs", async () => {
      const before = memory().numTensors;
      const trainer = trainerOf(problem([nodes("inductive")]));
      await finish(trainer.trainRuns([1], 0.3));
      const held = memory().numTensors;
      await finish(trainer.trainRuns([1], 0.5));
      const stopped = trainer.trainRuns([1], 0.6);
      expect((await stopped.next()).value).toMatchObject({ epoch: 1 });
      await stopped.throw(new Error("stopped")).catch(() => undefined);
      expect(memory().numTensors).toBe(held);
      trainer.dispose();
      const { training } = problem([]);
      const diverging = trainerOf(
        problem([nodes("inductive")], { training: { ...training, learningRate: Infinity } }),
      );
      await expect(finish(diverging.trainRuns([1], 0.3))).rejects.toMatchObject({
        code: "training/diverged",
      });
      diverging.dispose();
      expect(memory().numTensors).toBe(before);
    });
  },
);
