/** A small problem with raw embeddings, for the tests of trained adapters. */

import type { GraphScope } from "../artifacts.ts";
import { fuseFeatures } from "../embeddings/fused-features.ts";
import { syntheticFeatures } from "./synthetic-features.ts";
import type { AdapterSource } from "./trained-adapter.ts";

const CLASSES = 6;

/** Six classes; 13 numbers an image and as many a text: no size is a multiple of eight. */
export function syntheticAdapterSource(
  change: {
    readonly scope?: GraphScope;
    readonly modalityWeight?: number;
    readonly center?: boolean;
    readonly residual?: boolean;
    readonly epochs?: number;
  } = {},
): AdapterSource {
  const { scope = "inductive", residual = true, epochs = 20 } = change;
  const { features, labels, counts } = syntheticFeatures(3, {
    classCount: CLASSES,
    dimension: 13,
    noise: 1.2,
    perClass: { train: 5, validation: 3, test: 4 },
  });
  const dimension = features.dimension / 2;
  const half = (offset: number) => ({
    rows: features.rows,
    dimension,
    // Of another length than 1, as an encoder's.
    values: Float32Array.from({ length: features.rows * dimension }, (_, i) => {
      const row = Math.floor(i / dimension);
      return 3 * features.values[row * features.dimension + offset + (i % dimension)]!;
    }),
  });
  const embeddings = { image: half(0), text: half(dimension) };
  const { modalityWeight = 0.4, center = true } = change;
  const settings = { modalityWeight, center, scale: 10 };
  const trainPool = Array.from({ length: counts.train }, (_, row) => row);
  const labelled = counts.train + counts.validation;
  return {
    problem: {
      features: fuseFeatures(embeddings, settings, trainPool),
      featureScale: settings.scale,
      pairBudget: 1e6,
      runs: [
        {
          runSeed: 1,
          scope,
          classCount: CLASSES,
          example: Int32Array.from(labels.keys()),
          part: Uint8Array.from(labels, (_, row) =>
            row < counts.train ? 0 : row < labelled ? 1 : 2,
          ),
          label: labels.map((label, row) => (row < labelled ? label : -1)),
        },
      ],
      adapter: { bottleneckDimension: 5, residual, activation: "relu" },
      training: { shots: "all", runSeeds: [1], epochs, learningRate: 1e-2, ewcLambda: 0 },
    },
    embeddings,
    features: settings,
    trainPool,
    classNames: Array.from({ length: CLASSES }, (_, label) => `class ${label}`),
    fingerprint: "synthetic",
  };
}
