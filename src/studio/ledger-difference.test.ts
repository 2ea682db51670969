import { describe, expect, it } from "vitest";
import type { SweepSettings } from "../pipeline/artifacts.ts";
import { ledgerDifference } from "./ledger-difference.ts";
import type { LedgerFigure, LedgerRecord, LedgerRecordOf } from "./ledger-record.ts";

const settings: SweepSettings = {
  splitSeed: 1,
  features: { modalityWeight: 0.5, center: true, scale: 10 },
  scope: "inductive",
  adapter: { bottleneckDimension: 64, residual: true, activation: "relu" },
  training: { shots: 16, runSeeds: [1, 2, 3], epochs: 150, learningRate: 0.001, ewcLambda: 0 },
  thresholdCount: 20,
  pairBudget: 500_000,
};

const figure = (patch: Partial<LedgerFigure> = {}): LedgerFigure => ({
  name: "GA-Net at τ*",
  runSeeds: [1, 2, 3],
  validation: [0.5, 0.6, 0.7],
  test: null,
  ...patch,
});

const head = {
  id: "a",
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:01:00.000Z",
  finished: true,
  dataset: { name: "pets", fingerprint: "f" },
  seconds: 1,
  figures: [figure()],
  weights: [],
  starred: false,
  note: "",
};

function sweep(
  changed: Partial<SweepSettings> = {},
  patch: Partial<typeof head> = {},
): LedgerRecordOf<"sweep"> {
  return {
    ...head,
    ...patch,
    kind: "sweep",
    body: {
      key: "k",
      settings: { ...settings, ...changed },
      thresholds: [],
      points: [],
      linearProbes: [],
      origin: "computed",
      compute: { trainingBackend: "simd", adapter: "processor", finishedAt: "2026-01-01" },
      testRevealed: false,
    },
  };
}

describe("two runs", () => {
  it("of the same settings, data and device differ in nothing", () => {
    const difference = ledgerDifference(sweep(), sweep({}, { id: "b", note: "x", starred: true }));
    expect(difference).toMatchObject({ configuration: [], data: [], device: [] });
    expect(difference.figures[0]?.validation.paired?.difference).toEqual({ mean: 0, sd: 0 });
  });

  it("differ in each setting by name, old value and new value", () => {
    const changes: readonly [Partial<SweepSettings>, string, string, string][] = [
      [{ splitSeed: 2 }, "Split seed", "1", "2"],
      [{ scope: "transductive" }, "Scope", "inductive", "transductive"],
      [{ thresholdCount: 5 }, "Thresholds", "20", "5"],
      [{ pairBudget: 9 }, "Pairs kept", "500000", "9"],
      [
        { features: { ...settings.features, modalityWeight: 1 } },
        "Modality weight w (0 image, 1 text)",
        "0.5",
        "1",
      ],
      [{ features: { ...settings.features, center: false } }, "Centring", "on", "off"],
      [{ features: { ...settings.features, scale: 1 } }, "Feature scale s", "10", "1"],
      [
        { adapter: { ...settings.adapter, bottleneckDimension: 8 } },
        "Bottleneck dimension r",
        "64",
        "8",
      ],
      [{ adapter: { ...settings.adapter, residual: false } }, "Residual", "on", "off"],
      [{ adapter: { ...settings.adapter, activation: "none" } }, "Activation", "ReLU", "none"],
      [{ training: { ...settings.training, shots: 4 } }, "Training images a class", "16", "4"],
      [{ training: { ...settings.training, runSeeds: [7] } }, "Run seeds", "1, 2, 3", "7"],
      [{ training: { ...settings.training, epochs: 9 } }, "Epochs", "150", "9"],
      [
        { training: { ...settings.training, learningRate: 0.01 } },
        "Learning rate",
        "0.001",
        "0.01",
      ],
      [{ training: { ...settings.training, ewcLambda: 3 } }, "EWC λ", "0", "3"],
    ];
    for (const [patch, name, before, after] of changes) {
      expect(ledgerDifference(sweep(), sweep(patch)).configuration).toEqual([
        { name, before, after },
      ]);
    }
  });

  it("differ in data and device apart from the configuration", () => {
    const first = sweep();
    const compute = { trainingBackend: "webgpu", adapter: "a GPU", finishedAt: "2026-01-02" };
    const second = sweep({}, { dataset: { name: "pets", fingerprint: "g" } });
    const difference = ledgerDifference(first, { ...second, body: { ...second.body, compute } });
    expect(difference.configuration).toEqual([]);
    expect(difference.data).toEqual([{ name: "Data fingerprint", before: "f", after: "g" }]);
    expect(difference.device).toEqual([
      { name: "Backend", before: "simd", after: "webgpu" },
      { name: "Adapter", before: "processor", after: "a GPU" },
    ]);
  });

  it("are paired over the seeds that both have, after minus before", () => {
    const after = sweep(
      {},
      { figures: [figure({ runSeeds: [3, 2, 9], validation: [0.8, 0.6, 0] })] },
    );
    const [compared] = ledgerDifference(sweep(), after).figures;
    // Seed 2: 0.6 - 0.6, seed 3: 0.8 - 0.7; mean 0.05, sample deviation 0.1 / √2.
    expect(compared?.validation.paired?.runSeeds).toEqual([2, 3]);
    expect(compared?.validation.paired?.difference.mean).toBeCloseTo(0.05, 12);
    expect(compared?.validation.paired?.difference.sd).toBeCloseTo(0.1 / Math.SQRT2, 12);
    expect(compared?.validation.before?.mean).toBeCloseTo(0.6, 12);
    expect(compared?.test).toBeNull();
  });

  it("show test only where both have uncovered it", () => {
    const tested = sweep({}, { figures: [figure({ test: [0.4, 0.5, 0.6] })] });
    expect(ledgerDifference(sweep(), tested).figures[0]?.test).toBeNull();
    expect(ledgerDifference(tested, tested).figures[0]?.test).toMatchObject({
      before: { mean: 0.5 },
      paired: { difference: { mean: 0 } },
    });
  });

  it("of different kinds say so, and figures that one lacks stand alone", () => {
    const methods: LedgerRecord = {
      ...head,
      kind: "methods",
      figures: [figure({ name: "Linear probe" })],
      body: {
        key: "m",
        settings,
        plan: { methods: ["linear-probe", "ga-net-transductive"] },
        runs: [],
        compute: null,
      },
    };
    const difference = ledgerDifference(sweep(), methods);
    expect(difference.configuration).toEqual([
      { name: "Kind", before: "Threshold sweep", after: "Methods" },
      { name: "Methods", before: null, after: "Linear probe, GA-Net, transductive" },
    ]);
    expect(difference.figures.map(({ name, validation }) => [name, validation.paired])).toEqual([
      ["GA-Net at τ*", null],
      ["Linear probe", null],
    ]);
  });
});
