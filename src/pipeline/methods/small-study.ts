/** A small synthetic study for the tests of methods. */

import type { Embeddings, FusedFeatures, RunNodes, SweepSettings } from "../artifacts.ts";
import { syntheticFeatures } from "../evaluation/synthetic-features.ts";
import type { StudyProblem } from "./study-problem.ts";

export interface SmallStudy {
  readonly study: StudyProblem;
  readonly testLabels: readonly number[];
}

/** Six classes, each modality confusing other pairs of them; one run seed, 1. */
export function smallStudy(settings: Partial<SweepSettings> = {}): SmallStudy {
  const perClass = { train: 5, validation: 4, test: 8 };
  const dimension = 14;
  const { features, labels, counts } = syntheticFeatures(2, {
    classCount: 6,
    dimension,
    noise: 1.2,
    perClass,
  });
  const labelled = counts.train + counts.validation;
  const nodes: RunNodes = {
    runSeed: 1,
    scope: "transductive",
    classCount: 6,
    example: Int32Array.from(labels.keys()),
    part: Uint8Array.from(labels, (_, row) => (row < counts.train ? 0 : row < labelled ? 1 : 2)),
    label: labels.map((label, row) => (row < labelled ? label : -1)),
  };
  const pool = Array.from(nodes.part, (code) => (["train", "validation", "test"] as const)[code]!);
  return {
    testLabels: [...labels.subarray(labelled)],
    study: {
      embeddings: halves(features, dimension),
      classTexts: null,
      trainPool: [...nodes.example.subarray(0, counts.train)],
      pools: {
        splitSeed: 1,
        pool,
        smallClasses: [],
        duplicates: [],
        validationFromTrain: false,
        defaultShots: 4,
      },
      settings: {
        splitSeed: 1,
        features: { modalityWeight: 0.5, center: true, scale: 10 },
        scope: "inductive",
        adapter: { bottleneckDimension: 6, residual: true, activation: "relu" },
        training: { shots: 4, runSeeds: [1], epochs: 15, learningRate: 1e-2, ewcLambda: 0 },
        thresholdCount: 20,
        pairBudget: 1e6,
        ...settings,
      },
      domains: null,
      runs: [nodes],
    },
  };
}

/** The two halves of the fused rows, as encoders would give them. */
function halves({ rows, values }: FusedFeatures, dimension: number): Embeddings {
  const half = (modality: 0 | 1) => ({
    rows,
    dimension,
    values: Float32Array.from({ length: rows * dimension }, (_, i) => {
      const row = Math.floor(i / dimension);
      return values[(2 * row + modality) * dimension + (i % dimension)]!;
    }),
  });
  const encoder = (id: string) => ({ id, name: id, licence: "", dimension });
  return {
    imageEncoder: encoder("image"),
    textEncoder: encoder("text"),
    image: half(0),
    text: half(1),
  };
}
