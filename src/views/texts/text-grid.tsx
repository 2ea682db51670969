/** A virtualised grid: larger images, each with its caption below. */

import { useRef, useState } from "react";
import { VList } from "virtua";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { useColumns } from "../controls/use-columns.ts";
import { rowsOf } from "../dataset/grid-rows.ts";
import { CaptionField } from "./caption-field.tsx";
import { FlagList } from "./flag-list.tsx";
import { LockButton } from "./lock-button.tsx";
import { PickBox } from "./pick-box.tsx";
import type { TextListProps } from "./text-table.tsx";

/** Pixels: a caption of a dozen words takes three lines. */
const TILE_WIDTH = 160;

export function TextGrid({ rows, picked, readOnly }: TextListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const columns = useColumns(frame, TILE_WIDTH);
  const lines = rowsOf(rows, columns);
  // A line that is typed in stays while the list scrolls, or its text would be lost.
  const [typedIn, setTypedIn] = useState(0);
  return (
    <div className="text-grid" ref={frame} role="group" aria-label="Texts">
      <VList
        className="text-rows"
        data={lines}
        keepMounted={typedIn < lines.length ? [typedIn] : []}
      >
        {(line, place) => (
          <div
            key={place}
            className="text-line"
            style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
            onFocus={() => setTypedIn(place)}
          >
            {line.map((row) => (
              <div key={row.path} className="text-tile" role="group" aria-label={row.path}>
                <span className="text-tile-picture" title={row.path}>
                  <Thumbnail example={row.example} alt="" />
                </span>
                <CaptionField row={row} readOnly={readOnly} />
                <span className="text-tile-foot">
                  <PickBox row={row} picked={picked} />
                  <bdi className="hint">{row.covered ? "covered" : row.className}</bdi>
                  {readOnly ? null : <LockButton row={row} />}
                </span>
                <FlagList row={row} />
              </div>
            ))}
          </div>
        )}
      </VList>
    </div>
  );
}
