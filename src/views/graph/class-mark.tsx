/** The mark of a class as the graph draws it, for lists and legends. */

import { classColor, classShape } from "./class-look.ts";

interface ClassMarkProps {
  /** Class index; null for an image whose class is not known. */
  readonly label: number | null;
  /** Hollow for a test image. */
  readonly hollow?: boolean;
}

/** Half of the view box: the largest reach and a stroke fit inside. */
const HALF = 1.3;
const STROKE = 0.36;

export function ClassMark({ label, hollow = false }: ClassMarkProps) {
  const color = label === null ? "var(--rule-strong)" : classColor(label);
  const paint = hollow
    ? { fill: "var(--paper)", stroke: color, strokeWidth: STROKE }
    : { fill: color };
  const { corners, reach } = classShape(label ?? 0);
  return (
    <svg
      className="class-mark"
      viewBox={`${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`}
      width="1em"
      height="1em"
      aria-hidden="true"
    >
      {corners === null ? (
        <circle r={reach} style={paint} />
      ) : (
        <polygon
          points={corners.map(([x, y]) => `${x * reach},${y * reach}`).join(" ")}
          style={paint}
        />
      )}
    </svg>
  );
}
