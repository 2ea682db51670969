/** A virtualised table: image, caption, tags, class, flags and lock of each row. */

import { useState } from "react";
import { VList } from "virtua";
import type { TextRow } from "../../studio/selectors/text-rows.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import type { Picked } from "../dataset/use-picked.ts";
import { CaptionField } from "./caption-field.tsx";
import { FlagList } from "./flag-list.tsx";
import { LockButton } from "./lock-button.tsx";
import { PickBox } from "./pick-box.tsx";

export interface TextListProps {
  readonly rows: readonly TextRow[];
  readonly picked: Picked;
  readonly readOnly: boolean;
}

const COLUMNS = ["Selected", "Image", "Caption", "Tags", "Class", "Flags", "Lock"];

export function TextTable({ rows, picked, readOnly }: TextListProps) {
  // A row that is typed in stays while the list scrolls, or its text would be lost.
  const [typedIn, setTypedIn] = useState(0);
  return (
    <div className="text-table" role="table" aria-label="Texts" aria-rowcount={rows.length + 1}>
      <div className="text-heads" role="rowgroup">
        <div className="text-row text-head" role="row">
          {COLUMNS.map((name) => (
            <span key={name} role="columnheader">
              <span className={name === "Selected" ? "visually-hidden" : undefined}>{name}</span>
            </span>
          ))}
        </div>
      </div>
      <VList
        className="text-rows"
        data={rows}
        role="rowgroup"
        keepMounted={typedIn < rows.length ? [typedIn] : []}
      >
        {(row, place) => (
          <div
            key={row.path}
            className="text-row"
            role="row"
            aria-rowindex={place + 2}
            onFocus={() => setTypedIn(place)}
          >
            <span role="cell">
              <PickBox row={row} picked={picked} />
            </span>
            <span role="cell" className="text-picture" title={row.path}>
              <Thumbnail example={row.example} alt={row.path} />
            </span>
            <span role="cell">
              <CaptionField row={row} readOnly={readOnly} />
            </span>
            <span role="cell" className="hint">
              <bdi>{row.tags.join(", ")}</bdi>
            </span>
            <span role="cell" className="text-class">
              {row.covered ? <span className="hint">covered</span> : <bdi>{row.className}</bdi>}
            </span>
            <span role="cell">
              <FlagList row={row} />
            </span>
            <span role="cell">{readOnly ? null : <LockButton row={row} />}</span>
          </div>
        )}
      </VList>
    </div>
  );
}
