/** Where a caption came from, and what is odd about it. */

import type { TextRow } from "../../studio/selectors/text-rows.ts";
import { FLAG_WORDS, SOURCE_WORDS } from "./text-words.ts";

export function FlagList({ row }: { readonly row: TextRow }) {
  const { caption, flags, edited } = row;
  return (
    <span className="text-flags">
      {flags.map((flag) => (
        <span key={flag} className="chip text-flag">
          {FLAG_WORDS[flag]}
        </span>
      ))}
      {caption === null || !edited ? null : (
        <span className="chip">{SOURCE_WORDS[caption.source]}</span>
      )}
    </span>
  );
}
