/** Lists inside a sentence. */

const joined = new Intl.ListFormat("en-GB", { style: "long", type: "conjunction" });

/** The first `shown` words; the rest is counted, so that a sentence stays a sentence. */
export function shortList(words: readonly string[], shown = 5): string {
  if (words.length <= shown) return sentenceList(words);
  return `${words.slice(0, shown).join(", ")} and ${words.length - shown} more`;
}

/** ["a", "b", "c"] -> "a, b and c" */
function sentenceList(words: readonly string[]): string {
  return joined.format(words);
}
