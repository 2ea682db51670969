/** Which classes are taken for which. */

export interface ConfusionMatrix {
  readonly classCount: number;
  /** [C, C] row-major: examples of class `row` that were predicted as class `column`. */
  readonly counts: Uint32Array;
  readonly examples: number;
  /** Examples on the diagonal; their share is the accuracy. */
  readonly correct: number;
  /** [C] diagonal over row sum; null for a class without an example. */
  readonly recall: readonly (number | null)[];
}

/**
 * M_ab = number of examples n with label a and prediction b; recall_a = M_aa / Σ_b M_ab.
 *
 * @param predictions [N] class indices @param labels [N] class indices
 * @throws RangeError if the lengths differ or a class index is not in [0, C)
 */
export function confusionMatrix(
  predictions: readonly number[],
  labels: readonly number[],
  classCount: number,
): ConfusionMatrix {
  if (predictions.length !== labels.length) {
    throw new RangeError(`${predictions.length} predictions for ${labels.length} labels`);
  }
  const counts = new Uint32Array(classCount * classCount);
  let correct = 0;
  predictions.forEach((predicted, n) => {
    const label = labels[n]!;
    if (!isClass(label, classCount) || !isClass(predicted, classCount)) {
      throw new RangeError(`class ${label} predicted as ${predicted} of ${classCount} classes`);
    }
    counts[label * classCount + predicted]!++;
    if (label === predicted) correct++;
  });
  const recall = Array.from({ length: classCount }, (_, label) => {
    const row = counts.subarray(label * classCount, (label + 1) * classCount);
    const members = row.reduce((sum, count) => sum + count, 0);
    return members === 0 ? null : row[label]! / members;
  });
  return { classCount, counts, examples: labels.length, correct, recall };
}

function isClass(index: number, classCount: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < classCount;
}
