/** A label, its control beside it, and an optional hint that the control is described by. */

import type { ReactNode } from "react";

export interface FieldProps {
  readonly id: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** The control under its label, over the whole width. */
  readonly below?: boolean;
  readonly children: ReactNode;
}

export function Field({ id, label, hint, below, children }: FieldProps) {
  return (
    <div className={below === true ? "field field-below" : "field"}>
      <label htmlFor={id}>{label}</label>
      <div className="field-control">{children}</div>
      {hint === undefined ? null : (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      )}
    </div>
  );
}

export function hintId(id: string): string {
  return `${id}-hint`;
}

/** Spread into the control, so that its hint is read with it. */
export function describedByHint(id: string, hint: ReactNode): { "aria-describedby"?: string } {
  return hint === undefined ? {} : { "aria-describedby": hintId(id) };
}
