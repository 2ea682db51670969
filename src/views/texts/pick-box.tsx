/** Selects a text; with Shift, everything from the last one to here. */

import type { TextRow } from "../../studio/selectors/text-rows.ts";
import type { Picked } from "../dataset/use-picked.ts";

interface PickBoxProps {
  readonly row: TextRow;
  readonly picked: Picked;
}

export function PickBox({ row, picked }: PickBoxProps) {
  return (
    <input
      type="checkbox"
      aria-label={`Select ${row.path}`}
      checked={picked.has(row.example)}
      // The click has the Shift key; the change event that React makes of it has not.
      onClick={(event) => picked.pick(row.example, { toggles: true, extends: event.shiftKey })}
      onChange={() => undefined}
    />
  );
}
