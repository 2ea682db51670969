/** A text that is longer than an encoder's context. */

export interface FittedTokens {
  readonly ids: readonly number[];
  /** True where tokens were left out. */
  readonly cut: boolean;
}

/**
 * The first tokens, and always the last one: it ends the text, and CLIP and SigLIP read the text's vector at its place. (transformers.js
 * leaves the end out when it cuts.)
 *
 * @param ids with the tokens that begin and end a text
 * @param most tokens that the encoder takes
 * @throws RangeError unless `most` is at least 2
 */
export function fitContext(ids: readonly number[], most: number): FittedTokens {
  if (!(most >= 2)) throw new RangeError(`a context of ${most} tokens`);
  const last = ids.at(-1);
  if (ids.length <= most || last === undefined) return { ids, cut: false };
  return { ids: [...ids.slice(0, most - 1), last], cut: true };
}
