/** Find and replace in captions: plain text, never a pattern. */

import { UNSPACED } from "./class-name-share.ts";

export interface ReplaceQuery {
  readonly find: string;
  readonly replace: string;
  readonly matchCase: boolean;
  /** A match begins and ends where words do. */
  readonly wholeWords: boolean;
}

export interface Replacement {
  readonly example: number;
  readonly before: string;
  readonly after: string;
  /** Number of places. */
  readonly matches: number;
}

const SPACED_LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])`;

/**
 * What replacing would do, in the order of `examples`; captions without a match are left out.
 *
 * @param texts [N]; null where there is none
 * @param examples indices into `texts` to look in
 */
export function replacements(
  texts: readonly (string | null)[],
  examples: readonly number[],
  query: ReplaceQuery,
): readonly Replacement[] {
  if (query.find === "") return [];
  const pattern = patternOf(query);
  return examples.flatMap((example) => {
    const before = texts[example] ?? null;
    if (before === null) return [];
    let matches = 0;
    // A function, so that "$&" is put in as it is written.
    const after = before.replace(pattern, () => {
      matches += 1;
      return query.replace;
    });
    return matches === 0 ? [] : [{ example, before, after, matches }];
  });
}

function patternOf({ find, matchCase, wholeWords }: ReplaceQuery): RegExp {
  const literal = find.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const source = wholeWords ? `(?<!${SPACED_LETTER})${literal}(?!${SPACED_LETTER})` : literal;
  return new RegExp(source, matchCase ? "gu" : "giu");
}
