/** A number that is committed on Enter or on leaving, and only when it is one within its range. */

import { useId, useState, type ReactNode } from "react";
import { count } from "../format/count.ts";
import { describedByHint, Field } from "./field.tsx";
import { useCommitListener } from "./use-commit-listener.ts";

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** "any" takes every number in the range. */
  readonly step: number | "any";
  readonly hint?: ReactNode;
  readonly onCommit: (value: number) => void;
}

export function NumberField({ label, value, min, max, step, hint, onCommit }: NumberFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const whole = step === "any" ? false : Number.isInteger(step);
  const problem = draft === null ? null : numberProblem(draft, min, max, whole);
  const commit = useCommitListener((text) => {
    if (numberProblem(text, min, max, whole) !== null) return;
    setDraft(null);
    if (Number(text) !== value) onCommit(Number(text));
  });
  const note = problem ?? hint;
  return (
    <Field id={id} label={label} hint={note}>
      <input
        id={id}
        ref={commit}
        type="number"
        min={min}
        max={max}
        step={step}
        value={draft ?? String(value)}
        aria-invalid={problem !== null}
        {...describedByHint(id, note)}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => setDraft(null)}
      />
    </Field>
  );
}

function numberProblem(text: string, min: number, max: number, whole: boolean): string | null {
  const number = Number(text);
  const inRange = text.trim() !== "" && Number.isFinite(number) && number >= min && number <= max;
  if (inRange && (!whole || Number.isInteger(number))) return null;
  return whole
    ? `A whole number from ${count(min)} to ${count(max)}.`
    : `A number from ${min} to ${max}.`;
}
