/** Lines of text, committed on leaving and only when they make sense. */

import { useId, useState } from "react";
import { describedByHint, Field } from "./field.tsx";

interface TextAreaFieldProps {
  readonly label: string;
  readonly value: string;
  readonly rows: number;
  readonly hint?: string;
  /** What is wrong with a text, or null. */
  readonly problem?: (text: string) => string | null;
  readonly onCommit: (value: string) => void;
}

export function TextAreaField(props: TextAreaFieldProps) {
  const { label, value, rows, hint, problem = () => null, onCommit } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft === null ? null : problem(draft);
  const note = wrong ?? hint;
  return (
    <Field id={id} label={label} hint={note} below>
      <textarea
        id={id}
        rows={rows}
        value={draft ?? value}
        aria-invalid={wrong !== null}
        {...describedByHint(id, note)}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => {
          // A text that makes no sense stays, with what is wrong, until it is mended.
          if (wrong !== null) return;
          setDraft(null);
          if (draft !== null && draft !== value) onCommit(draft);
        }}
      />
    </Field>
  );
}
