/** How many nodes there are of each kind, for the legend and for the words that stand for the picture. */

import type { NodeMark } from "../../studio/selectors/node-marks.ts";

export interface OutcomeCounts {
  readonly all: number;
  readonly predicted: number;
  readonly correct: number;
  readonly wrong: number;
}

export type MarkCounts = Readonly<Record<NodeMark["role"], OutcomeCounts>>;

/** One walk over all marks, because there may be tens of thousands. */
export function countMarks(marks: readonly NodeMark[]): MarkCounts {
  const none = (): { -readonly [Key in keyof OutcomeCounts]: number } => ({
    all: 0,
    predicted: 0,
    correct: 0,
    wrong: 0,
  });
  const counts = {
    train: none(),
    validation: none(),
    test: none(),
    unlabelled: none(),
    unused: none(),
  };
  for (const { role, predictedClass, outcome } of marks) {
    const of = counts[role];
    of.all += 1;
    if (predictedClass !== null) of.predicted += 1;
    if (outcome !== null) of[outcome] += 1;
  }
  return counts;
}
