/** The synthetic two-sense features as a small study, for the tests of variants. */

import type { EmbeddingMatrix, SweepSettings } from "../artifacts.ts";
import { syntheticFeatures } from "../evaluation/synthetic-features.ts";
import type { StudyProblem } from "../methods/study-problem.ts";

export interface SyntheticStudy {
  readonly study: StudyProblem;
  /** In node order, which the study does not hold. */
  readonly testLabels: readonly number[];
}

/** Two seeds that differ in their initial weights alone; examples in file order stand class by class. Settings are those of ganet.md section 6. */
export function syntheticStudy(
  options: Parameters<typeof syntheticFeatures>[1] = {},
  change: Partial<SweepSettings> = {},
  dataSeed = 1,
): SyntheticStudy {
  const { features, labels, counts } = syntheticFeatures(dataSeed, options);
  const firstTest = counts.train + counts.validation;
  const partOf = (row: number): 0 | 1 | 2 => (row < counts.train ? 0 : row < firstTest ? 1 : 2);
  const part = Uint8Array.from(labels, (_, row) => partOf(row));
  const encoder = { id: "synthetic", name: "", licence: "", dimension: features.dimension / 2 };
  const classCount = Math.max(...labels) + 1;
  const settings: SweepSettings = {
    splitSeed: 1,
    features: { modalityWeight: 0.5, center: false, scale: 1 },
    scope: "inductive",
    adapter: { bottleneckDimension: 16, residual: true, activation: "relu" },
    training: { shots: 4, runSeeds: [1, 2], epochs: 150, learningRate: 1e-2, ewcLambda: 0 },
    thresholdCount: 6,
    pairBudget: 1e6,
    ...change,
  };
  const label = labels.map((value, row) => (partOf(row) === 2 ? -1 : value));
  const trainPool = Array.from({ length: counts.train }, (_, row) => row);
  return {
    study: {
      embeddings: {
        imageEncoder: encoder,
        textEncoder: { ...encoder, id: "synthetic text" },
        image: half(features, 0),
        text: half(features, features.dimension / 2),
      },
      classTexts: null,
      trainPool,
      pools: {
        splitSeed: 1,
        pool: Array.from(part, (code) => (["train", "validation", "test"] as const)[code]!),
        smallClasses: [],
        duplicates: [],
        validationFromTrain: false,
        defaultShots: 4,
      },
      settings,
      domains: null,
      runs: settings.training.runSeeds.map((runSeed) => ({
        runSeed,
        scope: "transductive",
        classCount,
        example: Int32Array.from(labels.keys()),
        part,
        label,
      })),
    },
    testLabels: [...labels.subarray(firstTest)],
  };
}

function half({ rows, dimension, values }: EmbeddingMatrix, first: number): EmbeddingMatrix {
  const width = dimension / 2;
  const part = Float32Array.from(
    { length: rows * width },
    (_, i) => values[Math.floor(i / width) * dimension + first + (i % width)]!,
  );
  return { rows, dimension: width, values: part };
}
