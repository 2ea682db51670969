/** Scores of classes for rows: what every method that solves instead of training hands back. */

import { accuracy } from "../evaluation/accuracy-curve.ts";

/** Class of the largest score of each row, the first of equal ones. @param scores [rows, classCount] row-major */
export function predictedClasses(
  scores: Float32Array | Float64Array,
  classCount: number,
): number[] {
  return Array.from({ length: scores.length / classCount }, (_, row) => {
    const start = row * classCount;
    let best = 0;
    for (let c = 1; c < classCount; c++) {
      if (scores[start + c]! > scores[start + best]!) best = c;
    }
    return best;
  });
}

/** Share of rows whose predicted class is their label. @throws RangeError if the numbers of rows and labels differ or are 0 */
export function scoreAccuracy(
  scores: Float32Array | Float64Array,
  classCount: number,
  labels: Int32Array,
): number {
  return accuracy(predictedClasses(scores, classCount), [...labels]);
}

/** Mean cross-entropy of softmax(logits_i) with label y_i (E15), in float64. @param logits [rows, classCount] */
export function meanCrossEntropy(
  logits: Float32Array,
  classCount: number,
  labels: Int32Array,
): number {
  let total = 0;
  labels.forEach((label, row) => {
    const own = logits.subarray(row * classCount, (row + 1) * classCount);
    const largest = own.reduce((most, value) => Math.max(most, value), -Infinity);
    let sum = 0;
    for (const logit of own) sum += Math.exp(logit - largest);
    total += Math.log(sum) + largest - own[label]!;
  });
  return total / labels.length;
}
