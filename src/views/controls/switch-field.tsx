/** On or off. */

import { useId, type ReactNode } from "react";
import { describedByHint, Field } from "./field.tsx";

interface SwitchFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly hint?: ReactNode;
  readonly onCommit: (checked: boolean) => void;
}

export function SwitchField({ label, checked, hint, onCommit }: SwitchFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint}>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        {...describedByHint(id, hint)}
        onChange={(event) => onCommit(event.target.checked)}
      />
      <span aria-hidden="true" className="switch-word">
        {checked ? "on" : "off"}
      </span>
    </Field>
  );
}
