/** Captions that are retrieved, not written: of a bank of class texts the one that is nearest to the image. It sees the image and the names of all classes, never a label. */

import type { Caption } from "../artifacts.ts";
import { cosineSimilarity } from "../../numeric/cosine-similarity.ts";

export interface BankText {
  readonly text: string;
  /** [D] in the space of the image vectors. */
  readonly vector: Float32Array;
}

/**
 * argmax_t cos(x, t) over the bank: zero-shot classification with every text on its own. The first of equals.
 *
 * @param image [D] in the space that image and text encoder share
 * @throws RangeError if the bank is empty, or a vector is zero, not finite or of another length
 */
export function nearestText(image: Float32Array, bank: readonly BankText[]): Caption {
  let nearest: { readonly text: string; readonly cosine: number } | null = null;
  for (const { text, vector } of bank) {
    const cosine = cosineSimilarity(image, vector);
    if (Number.isNaN(cosine)) throw new RangeError(`“${text}” has no cosine with the image`);
    if (nearest === null || cosine > nearest.cosine) nearest = { text, cosine };
  }
  if (nearest === null) throw new RangeError("a bank without a text");
  return { text: nearest.text, source: "retrieved", words: [] };
}
