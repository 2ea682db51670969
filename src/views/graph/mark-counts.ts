/** How many nodes there are of each kind, for the legend and for the words that stand for the picture. */

import type { NodeMark } from "../../studio/selectors/node-marks.ts";

export interface OutcomeCounts {
  readonly all: number;
  readonly predicted: number;
  readonly correct: number;
  readonly wrong: number;
}

export type MarkCounts = Readonly<Record<NodeMark["role"], OutcomeCounts>>;

export function countMarks(marks: readonly NodeMark[]): MarkCounts {
  const of = (role: NodeMark["role"]): OutcomeCounts => {
    const found = marks.filter((mark) => mark.role === role);
    return {
      all: found.length,
      predicted: found.filter(({ predictedClass }) => predictedClass !== null).length,
      correct: found.filter(({ outcome }) => outcome === "correct").length,
      wrong: found.filter(({ outcome }) => outcome === "wrong").length,
    };
  };
  return {
    train: of("train"),
    validation: of("validation"),
    test: of("test"),
    unlabelled: of("unlabelled"),
    unused: of("unused"),
  };
}
