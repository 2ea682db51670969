/** The confusion matrix as a picture whose cells are read one by one, with the pointer or the arrow keys. */

import { useId, useState, type PointerEvent } from "react";
import type { ConfusionMatrix } from "../../pipeline/evaluation/confusion-matrix.ts";
import { countOf } from "../format/count.ts";
import { confusionCells, moveCell, type CellPlace } from "./confusion-layout.ts";

/** Beyond this many classes a number does not fit its cell. */
const MOST_NUMBERED = 20;
/** So that one wrong image among many is still seen. */
const FAINTEST = 0.2;

interface ConfusionPictureProps {
  readonly matrix: ConfusionMatrix;
  readonly classNames: readonly string[];
}

export function ConfusionPicture({ matrix, classNames }: ConfusionPictureProps) {
  const { classCount } = matrix;
  const [place, setPlace] = useState<CellPlace>({ label: 0, predicted: 0 });
  const hintId = useId();
  const follow = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (offset: number, size: number): number =>
      Math.min(classCount - 1, Math.max(0, Math.floor((offset / size) * classCount)));
    setPlace({
      label: at(event.clientY - box.top, box.height),
      predicted: at(event.clientX - box.left, box.width),
    });
  };
  return (
    <figure className="confusion">
      <div
        role="application"
        aria-label="Confusion matrix, a row a true class, a column a predicted class"
        aria-describedby={hintId}
        tabIndex={0}
        onKeyDown={(event) => {
          const next = moveCell(place, event.key, classCount);
          if (next === null) return;
          event.preventDefault();
          setPlace(next);
        }}
      >
        <svg
          viewBox={`0 0 ${classCount} ${classCount}`}
          aria-hidden="true"
          onPointerDown={follow}
          onPointerMove={follow}
        >
          <rect className="confusion-ground" width={classCount} height={classCount} />
          <Cells matrix={matrix} />
          <rect
            className="confusion-cursor"
            x={place.predicted}
            y={place.label}
            width={1}
            height={1}
          />
        </svg>
      </div>
      <figcaption>
        <p role="status">{cellWords(place, matrix, classNames)}</p>
        <p className="hint" id={hintId}>
          Rows: true class. Columns: predicted class. Arrow keys move from cell to cell.
        </p>
      </figcaption>
    </figure>
  );
}

function Cells({ matrix }: { readonly matrix: ConfusionMatrix }) {
  return confusionCells(matrix).map(({ label, predicted, count, share }) => (
    <g key={label * matrix.classCount + predicted}>
      <rect
        className={label === predicted ? "confusion-right" : "confusion-wrong"}
        x={predicted}
        y={label}
        width={1}
        height={1}
        opacity={FAINTEST + (1 - FAINTEST) * share}
      />
      {matrix.classCount > MOST_NUMBERED ? null : (
        <text x={predicted + 0.5} y={label + 0.5}>
          {count}
        </text>
      )}
    </g>
  ));
}

function cellWords(
  { label, predicted }: CellPlace,
  { counts, classCount }: ConfusionMatrix,
  classNames: readonly string[],
): string {
  const row = counts.subarray(label * classCount, (label + 1) * classCount);
  const examples = row.reduce((sum, count) => sum + count, 0);
  const own = classNames[label] ?? `class ${label}`;
  const other = classNames[predicted] ?? `class ${predicted}`;
  const found = row[predicted] ?? "none";
  return `${own} predicted as ${other}: ${found} of ${countOf(examples, "image")}.`;
}
