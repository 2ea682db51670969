import { describe, expect, it } from "vitest";
import type { SweepSettings } from "../pipeline/artifacts.ts";
import type { ContinualMethod } from "../pipeline/continual/continual.ts";
import {
  ablationFigures,
  continualFigures,
  figureSummary,
  methodFigures,
  sequenceName,
} from "./ledger-figures.ts";
import { replayResult, type LedgerBody } from "./replay-result.ts";

const settings: SweepSettings = {
  splitSeed: 1,
  features: { modalityWeight: 0.5, center: true, scale: 10 },
  scope: "inductive",
  adapter: { bottleneckDimension: 64, residual: true, activation: "relu" },
  training: { shots: 16, runSeeds: [1, 2], epochs: 150, learningRate: 0.001, ewcLambda: 0 },
  thresholdCount: 20,
  pairBudget: 500_000,
};
const on = (trainingBackend: string, adapter = "x") => ({
  trainingBackend,
  adapter,
  finishedAt: "2026-01-01",
});
const study = { key: "k", settings, compute: on("simd") };

const methodRun = (runSeed: number, validationAccuracy: number, testPredictions: number[]) => ({
  method: "ga-net-transductive" as const,
  runSeed,
  tuned: {},
  trials: 1,
  validationAccuracy,
  validationPredictions: [0, 1, 1, 0],
  testPredictions,
  parameters: 1,
  bytes: 1,
  seconds: runSeed,
});
const methods = {
  ...study,
  plan: { methods: [] },
  runs: [methodRun(2, 0.5, [0, 1]), methodRun(1, 0.75, [1, 1])],
};

const variantRun = {
  variant: "random-graph" as const,
  runSeed: 1,
  threshold: 0.5,
  curve: [],
  validationAccuracy: 0.5,
  testPredictions: [
    [0, 0],
    [1, 1],
    [0, 1],
  ],
  parameters: 1,
  seconds: 1,
  remarks: [],
};
const ablations = {
  ...study,
  plan: {
    variants: [],
    paperCode: { trainAdapter: false, cloneAnchor: false },
    neighbours: 5,
  },
  runs: [variantRun],
};

const sequence = (method: ContinualMethod) => ({
  scenario: "class-il" as const,
  taskCount: 2,
  threshold: 0.7,
  epochs: 100,
  learningRate: 0.001,
  method,
});
const continualRun = (method: ContinualMethod, last: number[]) => ({
  runSeed: 1,
  settings: sequence(method),
  tasks: [[0], [1]],
  validation: [[1, 0], last],
  initialValidation: [0, 0],
  testPredictions: [],
  initialTestPredictions: [],
  fisherMeans: [],
  fisherTrace: 0,
  seconds: 1,
});

describe("figures of a study", () => {
  it("are one a method, seed by seed, in two scopes two", () => {
    expect(methodFigures(methods, null)).toEqual([
      { name: "GA-Net, transductive", runSeeds: [2, 1], validation: [0.5, 0.75], test: null },
    ]);
    const [tested] = methodFigures(methods, [0, 1]);
    expect(tested?.test).toEqual([1, 0.5]);
    expect(figureSummary(tested!)).toMatchObject({
      validation: { mean: 0.625 },
      test: { mean: 0.75 },
    });
  });

  it("of a sequence hold its test accuracy once that is revealed, unless a task has no test image", () => {
    const run = {
      ...continualRun({ kind: "joint" }, [1, 1]),
      testPredictions: [[[0, 0, 0]], [[0, 1, 0]]],
      initialTestPredictions: [[0, 0, 0]],
    };
    const testOf = (labels: readonly number[]) =>
      continualFigures(
        { ...study, plan: { sequences: [] }, runs: [run] },
        { labels, domains: null },
      )[0]?.test;
    // After the last task 1 of 1 of the first, and 1 of 2 of the second.
    expect(testOf([0, 1, 1])).toEqual([0.75]);
    expect(testOf([0, 0, 0])).toBeNull();
  });

  it("average the draws of a redrawn graph", () => {
    // The three draws are right in 1, 1 and 2 of 2.
    expect(ablationFigures(ablations, [0, 1])[0]?.test?.[0]).toBeCloseTo(2 / 3, 12);
  });

  it("are the average accuracy after the last task, one a sequence", () => {
    const ewc = (lambda: number): ContinualMethod => ({
      kind: "ewc",
      fisher: "exact",
      accumulation: "online",
      lambda,
    });
    const runs = [continualRun(ewc(1), [0.5, 1]), continualRun(ewc(10), [0.8, 0.6])];
    const figures = continualFigures({ ...study, plan: { sequences: [] }, runs }, null);
    expect(figures.map(({ validation }) => validation)).toEqual([[0.75], [0.7]]);
    expect(figures.map(({ test }) => test)).toEqual([null, null]);
    expect(figures[0]?.name).toBe(
      "class-il, 2 tasks, EWC (exact Fisher, online, λ 1), τ 0.7, 100 epochs, learning rate 0.001",
    );
    expect(new Set(figures.map(({ name }) => name)).size).toBe(2);
    expect(sequenceName(sequence({ kind: "joint" }))).toMatch(/joint training/);
  });
});

describe("a replay of a study", () => {
  const record: LedgerBody = { kind: "methods", body: methods };
  const changed = (predictions: number[], compute = methods.compute): LedgerBody => ({
    kind: "methods",
    body: {
      ...methods,
      compute,
      runs: methods.runs.map((run) => ({ ...run, validationPredictions: predictions, seconds: 9 })),
    },
  });

  it("is equal when only times and the order of the runs differ", () => {
    const { runs } = methods;
    const again = { ...methods, runs: runs.toReversed().map((run) => ({ ...run, seconds: 9 })) };
    expect(replayResult(record, { kind: "methods", body: again })).toMatchObject({
      verdict: "equal",
      runs: 2,
      agreement: 1,
      differences: [],
    });
  });

  it("is equal whatever the order of an object's fields, and different by a single number in one", () => {
    const sweep = (statistics: object): LedgerBody => {
      const point = { threshold: 0.5, runSeed: 1, validationPredictions: [0], statistics };
      const body = { points: [point], linearProbes: [], compute: methods.compute };
      return { kind: "sweep", body } as unknown as LedgerBody;
    };
    const before = sweep({ edges: 3, degrees: { mean: 1.5, isolated: 2 } });
    const again = sweep({ degrees: { isolated: 2, mean: 1.5 }, edges: 3 });
    expect(replayResult(before, again)).toMatchObject({ verdict: "equal", differences: [] });
    const other = sweep({ degrees: { isolated: 2, mean: 1.25 }, edges: 3 });
    expect(replayResult(before, other)).toMatchObject({
      verdict: "different",
      differences: [{ name: "τ 0.5, seed 1: statistics" }],
    });
  });

  it("is different on the same device however little differs, and names it", () => {
    expect(replayResult(record, changed([0, 1, 1, 1]))).toMatchObject({
      verdict: "different",
      sameDevice: true,
      agreement: 0.75,
      differences: [
        {
          name: "GA-Net, transductive, seed 2: validation predictions",
          before: "4 values",
          after: "4 values, 1 of them others",
        },
        { name: "GA-Net, transductive, seed 1: validation predictions" },
      ],
    });
  });

  it("is within the tolerance of another device only from 98 % agreement", () => {
    const other = on("cpu");
    expect(replayResult(record, changed([0, 1, 1, 1], other)).verdict).toBe("different");
    const long = Array.from({ length: 100 }, () => 0);
    const wrong = (count: number) => long.map((_, i) => (i < count ? 1 : 0));
    const base = changed(long);
    expect(replayResult(base, changed(wrong(2), other)).verdict).toBe("within");
    expect(replayResult(base, changed(wrong(3), other)).verdict).toBe("different");
  });

  it("of a GPU is due to be equal on the same GPU alone", () => {
    const gpu = (adapter: string) => changed([0, 1, 1, 0], on("webgpu", adapter));
    expect(replayResult(gpu("a"), gpu("a")).sameDevice).toBe(true);
    expect(replayResult(gpu("a"), gpu("b")).sameDevice).toBe(false);
    const cpu = (adapter: string) => changed([0, 1, 1, 0], on("simd", adapter));
    expect(replayResult(cpu("a"), cpu("b")).sameDevice).toBe(true);
    const mixed = changed([0, 1, 1, 0], on("webgpu, then simd"));
    expect(replayResult(mixed, mixed).sameDevice).toBe(false);
  });

  it("without predictions is held by its validation accuracies", () => {
    const variant = (validationAccuracy: number, backend: string): LedgerBody => ({
      kind: "ablations",
      body: { ...ablations, compute: on(backend), runs: [{ ...variantRun, validationAccuracy }] },
    });
    expect(replayResult(variant(0.5, "simd"), variant(0.52, "cpu")).agreement).toBeCloseTo(0.98, 9);
    const rows = (last: number[]): LedgerBody => ({
      kind: "continual",
      body: { ...study, plan: { sequences: [] }, runs: [continualRun({ kind: "joint" }, last)] },
    });
    // Four entries of R, one of which differs by 0.4.
    expect(replayResult(rows([0.5, 1]), rows([0.9, 1])).agreement).toBeCloseTo(0.9, 12);
  });

  it("that lacks a run of the record is refused", () => {
    const [first] = methods.runs;
    const short: LedgerBody = { kind: "methods", body: { ...methods, runs: [first!] } };
    expect(() => replayResult(record, short)).toThrow(RangeError);
  });
});
