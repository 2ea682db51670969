/** The confusion matrix as cells, the cell that the keys move to, and what each class is taken for. */

import type { ConfusionMatrix } from "../../pipeline/evaluation/confusion-matrix.ts";

export interface CellPlace {
  /** Class index of the row. */
  readonly label: number;
  /** Class index of the column. */
  readonly predicted: number;
}

interface ConfusionCell extends CellPlace {
  readonly count: number;
  /** Of the examples of its row. */
  readonly share: number;
}

/** Cells that hold an example, row by row: at most one an example, however many classes there are. */
export function confusionCells({ counts, classCount }: ConfusionMatrix): readonly ConfusionCell[] {
  const rowSums = Array.from({ length: classCount }, (_, label) =>
    counts.subarray(label * classCount, (label + 1) * classCount).reduce((sum, n) => sum + n, 0),
  );
  return [...counts].flatMap((count, place) => {
    if (count === 0) return [];
    const label = Math.floor(place / classCount);
    const rowSum = rowSums[label] ?? count;
    return [{ label, predicted: place % classCount, count, share: count / rowSum }];
  });
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/** Null for a key that moves nothing. */
export function moveCell(place: CellPlace, key: string, classCount: number): CellPlace | null {
  const step = STEPS[key];
  if (step === undefined) return null;
  const within = (index: number): number => Math.min(classCount - 1, Math.max(0, index));
  return { label: within(place.label + step[0]), predicted: within(place.predicted + step[1]) };
}

interface ClassRecall {
  readonly label: number;
  readonly examples: number;
  readonly recall: number;
  /** The class it is most often wrongly taken for; the first of equals. Null where it never is. */
  readonly takenFor: { readonly label: number; readonly count: number } | null;
}

/** Classes with an example, worst recall first. */
export function classRecalls({ counts, classCount, recall }: ConfusionMatrix): ClassRecall[] {
  return recall
    .flatMap((own, label): ClassRecall[] => {
      if (own === null) return [];
      const row = [...counts.subarray(label * classCount, (label + 1) * classCount)];
      const wrong = row.map((count, predicted) => (predicted === label ? 0 : count));
      const most = Math.max(...wrong);
      return [
        {
          label,
          examples: row.reduce((sum, count) => sum + count, 0),
          recall: own,
          takenFor: most === 0 ? null : { label: wrong.indexOf(most), count: most },
        },
      ];
    })
    .sort((a, b) => a.recall - b.recall || a.label - b.label);
}
