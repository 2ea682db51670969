/** A native select. */

import { useId, type ReactNode } from "react";
import { describedByHint, Field } from "./field.tsx";

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly hint?: ReactNode;
  /** Under its label, for options of many letters. */
  readonly below?: boolean;
  readonly onCommit: (value: Value) => void;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, value, options, hint, below = false, onCommit } = props;
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} below={below}>
      <select
        id={id}
        value={value}
        {...describedByHint(id, hint)}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onCommit(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
