/** Zero-shot classification by class texts. */

import { chooseConfiguration } from "./choose-configuration.ts";
import type { Method } from "./method.ts";
import { requiredTexts, zeroShotLogits } from "./text-space.ts";

/**
 * logits = s f Tᵀ, s = 100: no image is learned from.
 * Radford et al. 2021 (arXiv:2103.00020), section 3.1. In a ConSE space it is Norouzi et al. 2014 (arXiv:1312.5650), equation 5.
 */
export const zeroShot: Method = {
  id: "zero-shot",
  name: "Zero-shot",
  scope: "inductive",
  needsClassTexts: true,
  source: "Radford et al. 2021, arXiv:2103.00020",
  run: async function* (problem, { kernels, clock }) {
    const startMs = clock();
    const texts = requiredTexts(problem, zeroShot.id);
    return yield* chooseConfiguration(
      problem,
      {
        method: zeroShot,
        configurations: [null],
        tuned: () => ({}),
        scores: (_, part) => zeroShotLogits(kernels, texts.images[part], texts),
        storedNumbers: 0,
      },
      clock,
      startMs,
    );
  },
};
