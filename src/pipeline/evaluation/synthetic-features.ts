/** Synthetic two-modality features whose senses confuse different classes: the data that the tests of learning behaviour train on. */

import { createRandom, type Random } from "../../numeric/random.ts";
import type { FusedFeatures } from "../artifacts.ts";

export interface SyntheticFeatures {
  /** [N, 2 d] unit rows, w = 1/2 */
  readonly features: FusedFeatures;
  /** [N] by class within each part: all training rows, then validation, then test */
  readonly labels: Int32Array;
  readonly counts: { readonly train: number; readonly validation: number; readonly test: number };
}

/**
 * Each modality has C/2 random unit bases b and C random unit offsets o; a class mean is unit(b_pair(c) + 0.6 o_c) with pair(c) = floor(c / 2) for
 * images and floor(((c + 1) mod C) / 2) for text; an example is unit(mean + noise N(0, I) / √d). Fused by E2 with w = 1/2.
 */
export function syntheticFeatures(
  seed: number,
  {
    classCount = 10,
    dimension = 48,
    noise = 1.9,
    perClass = { train: 4, validation: 4, test: 30 },
  } = {},
): SyntheticFeatures {
  const random = createRandom(seed);
  const image = classMeans(random, classCount, dimension, 0);
  const text = classMeans(random, classCount, dimension, 1);
  const parts = [perClass.train, perClass.validation, perClass.test];
  const labels = Int32Array.from(
    parts.flatMap((count) =>
      Array.from({ length: count * classCount }, (_, i) => Math.floor(i / count)),
    ),
  );
  const values = new Float32Array(labels.length * 2 * dimension);
  labels.forEach((label, row) => {
    [image, text].forEach((means, modality) => {
      const deviation = noise / Math.sqrt(dimension);
      const example = unit(means[label]!.map((mean) => mean + deviation * random.normal()));
      const start = (2 * row + modality) * dimension;
      values.set(
        example.map((value) => value * Math.SQRT1_2),
        start,
      );
    });
  });
  const [train, validation, test] = parts.map((count) => count * classCount);
  return {
    features: {
      rows: labels.length,
      dimension: 2 * dimension,
      values,
      zeroImageRows: 0,
      zeroTextRows: 0,
    },
    labels,
    counts: { train: train!, validation: validation!, test: test! },
  };
}

function classMeans(
  random: Random,
  classCount: number,
  dimension: number,
  shift: number,
): number[][] {
  const direction = (): number[] => unit(Array.from({ length: dimension }, () => random.normal()));
  const bases = Array.from({ length: classCount / 2 }, direction);
  return Array.from({ length: classCount }, (_, label) => {
    const base = bases[Math.floor(((label + shift) % classCount) / 2)]!;
    const offset = direction();
    return unit(base.map((value, k) => value + 0.6 * offset[k]!));
  });
}

function unit(vector: readonly number[]): number[] {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / norm);
}
