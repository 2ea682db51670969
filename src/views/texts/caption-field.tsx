/** A caption, edited in place: Enter or leaving takes it over, Escape takes it back. */

import { useState, type KeyboardEvent } from "react";
import { LONGEST_CAPTION_CHARACTERS } from "../../pipeline/dataset/layouts/sidecar-captions.ts";
import type { TextRow } from "../../studio/selectors/text-rows.ts";
import { useCommands } from "../studio-context.tsx";
import { isTyped } from "./text-words.ts";

interface CaptionFieldProps {
  readonly row: TextRow;
  readonly readOnly: boolean;
}

export function CaptionField({ row, readOnly }: CaptionFieldProps) {
  const { editCaption } = useCommands();
  const { example, path, text, caption } = row;
  // Null while nothing is typed, so that a text from elsewhere (undo, replace) shows at once.
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    if (draft !== null && isTyped(draft, text)) editCaption(example, draft);
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      // Only the field's own text is taken back, not the selection.
      event.stopPropagation();
      setDraft(null);
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      commit();
    }
  };
  return (
    <>
      <textarea
        className="caption-field"
        aria-label={`Caption of ${path}`}
        dir="auto"
        rows={2}
        maxLength={LONGEST_CAPTION_CHARACTERS}
        value={draft ?? text}
        readOnly={readOnly}
        placeholder={caption === null ? "not written yet" : "no text"}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={commit}
      />
      <RuleNotes row={row} />
    </>
  );
}

/** What the clean-up rules took away, and what the mask leaves for the encoder. */
function RuleNotes({ row: { caption, text } }: { readonly row: TextRow }) {
  if (caption === null) return null;
  const { raw } = caption;
  return (
    <>
      {raw === undefined || raw === text ? null : (
        <p className="hint">
          Written as: <bdi>{raw}</bdi>
        </p>
      )}
      {caption.text === text ? null : (
        <p className="hint">
          Read with class names masked: <bdi>{caption.text}</bdi>
        </p>
      )}
    </>
  );
}
