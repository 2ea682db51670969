/** Predictions over all classes, or over those of a task whose number is told. */

/**
 * Class of the largest logit of each row among `classes`; the first of equal ones, in class order.
 *
 * @param logits [n, C] row-major
 * @param classes null for all
 */
export function maskedPredictions(
  logits: ArrayLike<number>,
  classCount: number,
  classes: readonly number[] | null,
): number[] {
  const candidates = classes?.toSorted((a, b) => a - b) ?? [...Array(classCount).keys()];
  return Array.from({ length: logits.length / classCount }, (_, row) => {
    const logit = (label: number): number => logits[row * classCount + label]!;
    return candidates.reduce((best, label) => (logit(label) > logit(best) ? label : best));
  });
}
