/** For tests only: one whole run of each kind. */

import type { SweepSettings } from "../../pipeline/artifacts.ts";
import type { LedgerRecord, LedgerRecordOf } from "../../studio/ledger-record.ts";

const settings: SweepSettings = {
  splitSeed: 1,
  features: { modalityWeight: 0.5, center: true, scale: 10 },
  scope: "inductive",
  adapter: { bottleneckDimension: 64, residual: true, activation: "relu" },
  training: { shots: 16, runSeeds: [1], epochs: 2, learningRate: 0.001, ewcLambda: 0 },
  thresholdCount: 3,
  pairBudget: 500_000,
};
const compute = { trainingBackend: "simd", adapter: "processor", finishedAt: "2026-01-01" };
const head = {
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:01:00.000Z",
  finished: true,
  dataset: { name: "<b>pets</b>", fingerprint: "data" },
  seconds: 1.5,
  figures: [{ name: "GA-Net at τ*", runSeeds: [1], validation: [0.1 + 0.2], test: null }],
  starred: false,
  note: "",
};

export const sweepRun: LedgerRecordOf<"sweep"> = {
  ...head,
  id: "sweep",
  kind: "sweep",
  body: {
    key: "sweep key",
    settings,
    thresholds: [-1.01, 0.5, 1.01],
    points: [
      {
        runSeed: 1,
        threshold: 0.5,
        statistics: {
          threshold: 0.5,
          edges: 3,
          meanDegree: 2,
          isolated: 0,
          homophily: null,
          adjustedHomophily: null,
          components: 1,
          exact: true,
        },
        keptEpoch: 2,
        validationAccuracy: 0.5,
        validationLoss: 1 / 3,
        validationPredictions: [0, 1],
        testPredictions: [1],
        trainLosses: [1, 0.5],
        seconds: 1.5,
      },
    ],
    linearProbes: [
      { runSeed: 1, log10InverseStrength: 0, validationAccuracy: 0.5, testPredictions: [0] },
    ],
    origin: "computed",
    compute,
    testRevealed: false,
  },
  weights: [
    {
      runSeed: 1,
      threshold: 0.5,
      arrays: [
        { name: "down", shape: [2, 3], values: Float32Array.of(0.1, -2, 3e-40, 4, 5, -0) },
        { name: "bias", shape: [0], values: new Float32Array(0) },
      ],
    },
  ],
};

const methodsRun: LedgerRecord = {
  ...head,
  id: "methods",
  kind: "methods",
  body: {
    key: "methods key",
    settings,
    plan: { methods: ["linear-probe"] },
    runs: [
      {
        method: "linear-probe",
        runSeed: 1,
        tuned: { "log10 C": 1 },
        trials: 20,
        validationAccuracy: 0.5,
        validationPredictions: [0],
        testPredictions: [1],
        parameters: 6,
        bytes: 24,
        seconds: 1,
      },
    ],
    compute,
  },
  weights: [],
};

const ablationsRun: LedgerRecord = {
  ...head,
  id: "ablations",
  kind: "ablations",
  body: {
    key: "ablations key",
    settings,
    plan: {
      variants: ["reference"],
      paperCode: { trainAdapter: false, cloneAnchor: false },
      neighbours: 5,
    },
    runs: [
      {
        variant: "reference",
        runSeed: 1,
        threshold: null,
        curve: [{ threshold: 0.5, validationAccuracy: 0.5, meanDegree: 2 }],
        validationAccuracy: 0.5,
        testPredictions: [[0, 1]],
        parameters: 10,
        seconds: 1,
        remarks: ["a remark"],
      },
    ],
    compute: null,
  },
  weights: [],
};

const sequence = {
  scenario: "class-il",
  taskCount: 2,
  threshold: 0.5,
  epochs: 10,
  learningRate: 0.001,
  method: { kind: "ewc", fisher: "exact", accumulation: "online", lambda: 100 },
} as const;

const continualRun: LedgerRecord = {
  ...head,
  id: "continual",
  kind: "continual",
  body: {
    key: "continual key",
    settings,
    plan: { sequences: [sequence, { ...sequence, method: { kind: "si", strength: 0.1 } }] },
    runs: [
      {
        runSeed: 1,
        settings: sequence,
        tasks: [[0], [1]],
        validation: [
          [1, 0],
          [0.5, 1],
        ],
        initialValidation: [0, 0.5],
        testPredictions: [[[0, 1]], [[1, 1]]],
        initialTestPredictions: [[0, 0]],
        fisherMeans: [{ down: 0.1 }],
        fisherTrace: 3,
        seconds: 2,
      },
    ],
    compute,
  },
  weights: [],
};

export const oneRunOfEachKind: readonly LedgerRecord[] = [
  sweepRun,
  methodsRun,
  ablationsRun,
  continualRun,
];
