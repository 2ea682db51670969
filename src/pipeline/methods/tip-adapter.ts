/** Tip-Adapter without training: the training images as a cache beside the class texts. */

import { rowProducts } from "../../numeric/row-products.ts";
import { chooseConfiguration } from "./choose-configuration.ts";
import type { Method } from "./method.ts";
import { requiredTexts, zeroShotLogits, type PredictedPart } from "./text-space.ts";

/** Weight and sharpness of the cache. */
export interface CacheSettings {
  readonly alpha: number;
  readonly beta: number;
}

/** The released configurations start at α = 1, β = 5.5 (ImageNet), α = 1.17, β = 1 (Pets) and α = 10, β = 1 (Flowers). */
const ALPHAS = [0.3, 1, 3, 10, 30];
const BETAS = [1, 2.5, 5.5, 10];

/**
 * logits + α exp(-β (1 - f Kᵀ)) L, L the one-hot labels of the keys.
 * Zhang et al. 2022 (arXiv:2111.03930), equations 4 and 5.
 *
 * @param zeroShot [n, C] @param affinities f Kᵀ [n, keys]
 * @returns [n, C]
 */
export function cacheLogits(
  zeroShot: Float32Array,
  affinities: Float32Array,
  keyLabels: Int32Array,
  { alpha, beta }: CacheSettings,
): Float32Array {
  const keys = keyLabels.length;
  const rows = affinities.length / keys;
  const classCount = zeroShot.length / rows;
  const logits = Float64Array.from(zeroShot);
  for (let row = 0; row < rows; row++) {
    for (let key = 0; key < keys; key++) {
      const weight = alpha * Math.exp(-beta * (1 - affinities[row * keys + key]!));
      logits[row * classCount + keyLabels[key]!]! += weight;
    }
  }
  return Float32Array.from(logits);
}

/**
 * Tip-Adapter: s f Tᵀ + α exp(-β (1 - f Kᵀ)) L, s = 100, keys K = the training rows.
 * Zhang et al. 2022 (arXiv:2111.03930).
 *
 * Tuned: α in {0.3, 1, 3, 10, 30} x β in {1, 2.5, 5.5, 10}; of equal pairs the smaller α, then the smaller β. The released code searches 200 x 20
 * pairs on the full validation set, and averages ten augmented views for a key; here a key is the training row as it is given.
 */
export const tipAdapter: Method = {
  id: "tip-adapter",
  name: "Tip-Adapter",
  scope: "inductive",
  needsClassTexts: true,
  source: "Zhang et al. 2022, arXiv:2111.03930",
  run: async function* (problem, { kernels, clock }) {
    const startMs = clock();
    const texts = requiredTexts(problem, tipAdapter.id);
    const { images } = texts;
    const parts = (part: PredictedPart) => ({
      zeroShot: zeroShotLogits(kernels, images[part], texts),
      affinities: rowProducts(kernels, images[part], images.train, images.dimension),
    });
    const validation = parts("validation");
    return yield* chooseConfiguration(
      problem,
      {
        method: tipAdapter,
        configurations: ALPHAS.flatMap((alpha) => BETAS.map((beta) => ({ alpha, beta }))),
        tuned: ({ alpha, beta }) => ({ alpha, beta }),
        scores: (settings, part) => {
          const { zeroShot, affinities } = part === "validation" ? validation : parts(part);
          return cacheLogits(zeroShot, affinities, problem.trainLabels, settings);
        },
        storedNumbers: images.train.length + problem.trainLabels.length,
      },
      clock,
      startMs,
    );
  },
};
