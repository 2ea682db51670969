/** A virtualised grid of image tiles. One tile is in the tab order; arrow keys move among them. */

import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { VList, type VListHandle } from "virtua";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { useColumns } from "../controls/use-columns.ts";
import type { ExampleMark } from "./example-marks.ts";
import { gridStep, rowsOf } from "./grid-rows.ts";
import { ImageTile } from "./image-tile.tsx";
import type { PickKeys } from "./use-picked.ts";

/** Narrowest tile in pixels: a face can still be told, and a panel of 500 px holds five. */
const TILE_WIDTH = 92;

/** Pixels above and below that are made ready: a screen more, so that thumbnails are read before fast scrolling shows their tiles. */
const AHEAD = 800;

interface ImageGridProps {
  readonly dataset: Dataset;
  /** Example indices in the order shown. */
  readonly examples: readonly number[];
  readonly marks: readonly ExampleMark[] | null;
  readonly selected: number | null;
  readonly isPicked: (example: number) => boolean;
  readonly onPick: (example: number, keys: PickKeys) => void;
}

export function ImageGrid(props: ImageGridProps) {
  const { dataset, examples, marks, selected, isPicked, onPick } = props;
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VListHandle>(null);
  const columns = useColumns(frame, TILE_WIDTH);
  const [active, setActive] = useState(0);
  const focusActive = useRef(false);
  const place = Math.min(active, Math.max(0, examples.length - 1));
  const activeRow = Math.floor(place / columns);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = gridStep(event.key, place, examples.length, columns);
    if (next === null) return;
    event.preventDefault();
    focusActive.current = true;
    setActive(next);
  };
  useEffect(() => {
    if (!focusActive.current) return undefined;
    focusActive.current = false;
    list.current?.scrollToIndex(activeRow, { align: "nearest" });
    return focusWhenShown(() =>
      frame.current?.querySelector<HTMLElement>(`[data-place="${place}"]`),
    );
  }, [place, activeRow]);

  return (
    <div className="image-grid" ref={frame} role="group" aria-label="Images" onKeyDown={onKeyDown}>
      {/* The active row stays mounted, or scrolling away from it would lose the focus. */}
      <VList
        ref={list}
        data={rowsOf(examples, columns)}
        keepMounted={[activeRow]}
        bufferSize={AHEAD}
      >
        {(row, rowIndex) => (
          <div
            key={rowIndex}
            className="image-row"
            style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {row.map((example, column) => (
              <ImageTile
                key={example}
                dataset={dataset}
                example={example}
                mark={marks?.[example] ?? null}
                place={rowIndex * columns + column}
                inTabOrder={rowIndex * columns + column === place}
                selected={example === selected}
                picked={isPicked(example)}
                onPick={onPick}
                onFocusPlace={setActive}
              />
            ))}
          </div>
        )}
      </VList>
    </div>
  );
}

/** A row that was far away is measured first, hidden, and can take the focus only some frames later. */
function focusWhenShown(find: () => HTMLElement | null | undefined): () => void {
  let framesLeft = 60;
  let request = 0;
  const tryFocus = (): void => {
    const element = find();
    element?.focus({ preventScroll: true });
    framesLeft -= 1;
    const focused = element != null && document.activeElement === element;
    if (!focused && framesLeft > 0) request = requestAnimationFrame(tryFocus);
  };
  tryFocus();
  return () => cancelAnimationFrame(request);
}
