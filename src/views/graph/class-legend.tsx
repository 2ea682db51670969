/** The marks of all classes, with how many images may be shown to belong to each. */

import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import { count } from "../format/count.ts";
import { ClassMark } from "./class-mark.tsx";

interface ClassLegendProps {
  readonly classNames: readonly string[];
  readonly marks: readonly NodeMark[];
}

export function ClassLegend({ classNames, marks }: ClassLegendProps) {
  const inRun = classNames.map(() => 0);
  for (const { role, ownClass } of marks) {
    const before = ownClass === null || role === "unused" ? undefined : inRun[ownClass];
    if (ownClass !== null && before !== undefined) inRun[ownClass] = before + 1;
  }
  const covered = marks.some((mark) => mark.covered);
  return (
    <div className="graph-overlay class-legend" tabIndex={0} role="region" aria-label="Classes">
      <p className="example-quiet">
        {covered ? "Training and validation images of each class" : "Images of each class"}
      </p>
      <ul>
        {classNames.map((name, label) => (
          <li key={name}>
            <ClassMark label={label} />
            <bdi className="class-legend-name">{name}</bdi>
            <span className="example-quiet">{count(inRun[label] ?? Number.NaN)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
