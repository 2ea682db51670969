/** The offline captioner's arithmetic: the three likeliest ImageNet words of an image make its caption. It sees the image only, never a label. */

import type { Caption } from "../artifacts.ts";

/** Words in a caption. */
const CAPTION_WORDS = 3;

/**
 * Class probabilities from logits: p_k = exp(z_k - max z) / sum_j exp(z_j - max z).
 *
 * @param logits [K]
 * @returns float64 [K], sums to 1
 * @throws RangeError if there is no logit or one is not finite
 */
export function softmax(logits: Float32Array): Float64Array {
  let largest = -Infinity;
  for (const logit of logits) {
    if (!Number.isFinite(logit)) throw new RangeError(`The logit ${logit} is not finite`);
    if (logit > largest) largest = logit;
  }
  if (logits.length === 0) throw new RangeError("No logits");
  const exponentials = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/**
 * The caption of one image: "a photo of a daisy, sea urchin or cardoon".
 * A class contributes the first synonym of its name; classes that share that word (two kinds of sunglasses) add their probabilities.
 * Equal probabilities keep the order of the classes.
 *
 * @param logits [K]
 * @param classNames [K] ImageNet's names in the order of the logits
 * @returns the caption with its words and their probabilities, fractions of all K classes, most likely first
 * @throws RangeError if the lengths differ or a logit is not finite
 */
export function taggerCaption(logits: Float32Array, classNames: readonly string[]): Caption {
  if (logits.length !== classNames.length) {
    throw new RangeError(`${logits.length} logits for ${classNames.length} class names`);
  }
  const probabilityOfWord = new Map<string, number>();
  softmax(logits).forEach((probability, k) => {
    const word = firstSynonym(classNames[k]!);
    probabilityOfWord.set(word, (probabilityOfWord.get(word) ?? 0) + probability);
  });
  const words = [...probabilityOfWord]
    .map(([word, probability]) => ({ word, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, CAPTION_WORDS);
  return { text: captionOf(words.map(({ word }) => word)), source: "tagger", words };
}

/** "baluster / handrail" and "kite (bird of prey)" name one thing twice, or explain it: the first name is enough for a caption. */
function firstSynonym(className: string): string {
  return className.split(/, | \/ | \(/)[0]!;
}

function captionOf(words: readonly string[]): string {
  const last = words.at(-1)!;
  const list = words.length === 1 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
  return `a photo of ${indefiniteArticle(list)} ${list}`;
}

/** By sound, as far as the first letters of a noun tell it: a unicycle, a European polecat, an hourglass. */
export function indefiniteArticle(noun: string): "a" | "an" {
  if (/^(hour|heir|honou?r|honest)/i.test(noun)) return "an";
  if (/^(eu|ewe|one\b|uni|use|usu|uk|ut[ie])/i.test(noun)) return "a";
  return /^[aeiou]/i.test(noun) ? "an" : "a";
}
