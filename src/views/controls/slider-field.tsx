/** A native range input with its value in words. The value is committed on release; while it is dragged only the words follow. */

import { useId, useState, type ReactNode } from "react";
import { describedByHint, hintId } from "./field.tsx";
import { useCommitListener } from "./use-commit-listener.ts";

interface SliderFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** What the visitor reads for a position. */
  readonly words: (value: number) => string;
  readonly hint?: ReactNode;
  readonly onCommit: (value: number) => void;
}

export function SliderField(props: SliderFieldProps) {
  const { label, value, min, max, step, words, hint, onCommit } = props;
  const id = useId();
  const [draft, setDraft] = useState<number | null>(null);
  const commit = useCommitListener((text) => {
    setDraft(null);
    if (Number(text) !== value) onCommit(Number(text));
  });
  const shown = draft ?? value;
  return (
    <div className="field field-wide">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{words(shown)}</output>
      <input
        id={id}
        ref={commit}
        type="range"
        min={min}
        max={max}
        step={step}
        value={shown}
        aria-valuetext={words(shown)}
        {...describedByHint(id, hint)}
        onChange={(event) => setDraft(event.target.valueAsNumber)}
      />
      {hint === undefined ? null : (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      )}
    </div>
  );
}
