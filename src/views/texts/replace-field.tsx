/** A line of text that the preview follows with every key. */

import { useId } from "react";
import { Field } from "../controls/field.tsx";

interface ReplaceFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function ReplaceField({ label, value, onChange }: ReplaceFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label}>
      <input
        id={id}
        type="text"
        dir="auto"
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  );
}
