/** Feature rows of any number: clusters on the unit sphere, so that pairs have a spread of similarities as real ones do. */

import type { Part } from "../../src/pipeline/artifacts.ts";
import { createRandom } from "../../src/numeric/random.ts";
import type { LabelledRows } from "./labelled-features.ts";

/** Noise beside a class mean of length 1: cosines inside a class then lie around 1 / (1 + NOISE²) = 0.41. */
const NOISE = 1.2;

/**
 * N rows in C classes: a random unit mean a class, and an example is mean + NOISE N(0, I) / √D.
 * One in eight trains, one in sixteen validates, the others are test images.
 */
export function syntheticRows(count: number, dimension: number, classCount: number): LabelledRows {
  const random = createRandom(7);
  const means = Array.from({ length: classCount }, () => {
    const mean = Float32Array.from({ length: dimension }, () => random.normal());
    const norm = Math.hypot(...mean);
    return mean.map((value) => value / norm);
  });
  const values = new Float32Array(count * dimension);
  const deviation = NOISE / Math.sqrt(dimension);
  const labels = Array.from({ length: count }, (_, i) => i % classCount);
  labels.forEach((label, row) => {
    means[label]?.forEach((mean, k) => {
      values[row * dimension + k] = mean + deviation * random.normal();
    });
  });
  const parts = labels.map((_, i): Part => partOf(Math.floor(i / classCount)));
  const classNames = means.map((_, i) => `class-${String(i).padStart(2, "0")}`);
  return { name: `${count} synthetic rows`, classNames, labels, parts, values, dimension };
}

function partOf(index: number): Part {
  if (index % 8 === 0) return "train";
  return index % 16 === 1 ? "validation" : "test";
}
