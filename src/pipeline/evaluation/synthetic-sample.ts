/** The synthetic two-sense features as a data set that the page opens like imported ones. */

import type { EmbeddingMatrix, EncoderInfo, Example, Part } from "../artifacts.ts";
import type { ImportedFeatures } from "../embeddings/imported-features.ts";
import { syntheticFeatures } from "./synthetic-features.ts";

const CLASSES = 10;
const DIMENSION = 48;
/** More than a run draws, so that seeds draw different shots. */
const PER_CLASS = { train: 30, validation: 10, test: 30 };

/**
 * Ten classes in 48 + 48 dimensions with the noise of ganet.md section 6. Each modality alone confuses the classes in pairs, other pairs in the one than
 * in the other.
 */
export function syntheticSample(seed: number): ImportedFeatures {
  const { features, labels, counts } = syntheticFeatures(seed, {
    classCount: CLASSES,
    dimension: DIMENSION,
    noise: 1.9,
    perClass: PER_CLASS,
  });
  const partOf = (row: number): Part =>
    row < counts.train ? "train" : row < counts.train + counts.validation ? "validation" : "test";
  const examples = Array.from(labels, (label, row): Example => ({
    path: `${partOf(row)}/${String(row).padStart(4, "0")}`,
    contentHash: `synthetic-${seed}-${row}`,
    width: 0,
    height: 0,
    label,
    officialPart: partOf(row),
    sidecarCaption: null,
  }));
  const encoder = (modality: string): EncoderInfo => ({
    id: `synthetic-${modality}@${seed}`,
    name: `synthetic ${modality} features`,
    licence: "none: computed here",
    dimension: DIMENSION,
  });
  return {
    dataset: {
      name: "Synthetic two-sense features",
      layout: "feature-files",
      classNames: Array.from({ length: CLASSES }, (_, label) => `class ${label}`),
      examples,
      problems: [],
    },
    embeddings: {
      imageEncoder: encoder("image"),
      textEncoder: encoder("text"),
      image: block(features, 0),
      text: block(features, DIMENSION),
    },
    classTexts: null,
  };
}

/** One modality's columns. */
function block({ rows, dimension, values }: EmbeddingMatrix, first: number): EmbeddingMatrix {
  const part = new Float32Array(rows * DIMENSION);
  for (let row = 0; row < rows; row++) {
    const start = row * dimension + first;
    part.set(values.subarray(start, start + DIMENSION), row * DIMENSION);
  }
  return { rows, dimension: DIMENSION, values: part };
}
