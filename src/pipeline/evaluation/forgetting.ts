/** How well a sequence of tasks is learned and kept: average accuracy, transfer and forgetting. */

export interface ContinualMetrics {
  /** ACC = mean_j R[T][j]: accuracy over all tasks after the last one. */
  readonly averageAccuracy: number;
  /** BWT = mean_{i<T} (R[T][i] - R[i][i]); null for a single task. */
  readonly backwardTransfer: number | null;
  /** FWT = mean_{i>1} (R[i-1][i] - b_i), b the accuracy before any training; null for a single task. */
  readonly forwardTransfer: number | null;
  /** mean_{i<T} (max_{k<T} R[k][i] - R[T][i]); the maximum is over the rows before the last, so it can be negative. Null for a single task. */
  readonly forgetting: number | null;
}

/**
 * Metrics of Lopez-Paz & Ranzato 2017 (arXiv:1706.08840) and forgetting of Chaudhry et al. 2018 (arXiv:1801.10112).
 *
 * @param accuracies R [T, T]: R[i][j] is the accuracy on task j after training on task i; any unit, which the result shares
 * @param initialAccuracies b [T]
 * @throws RangeError unless R is square and b has as many entries
 */
export function continualMetrics(
  accuracies: readonly (readonly number[])[],
  initialAccuracies: readonly number[],
): ContinualMetrics {
  const taskCount = accuracies.length;
  const isSquare = accuracies.every((row) => row.length === taskCount);
  if (taskCount === 0 || !isSquare || initialAccuracies.length !== taskCount) {
    throw new RangeError(`${taskCount} tasks need a square table and as many initial accuracies`);
  }
  const last = accuracies[taskCount - 1]!;
  const earlier = accuracies.slice(0, -1);
  const averageAccuracy = mean(last);
  if (taskCount === 1) {
    return { averageAccuracy, backwardTransfer: null, forwardTransfer: null, forgetting: null };
  }
  return {
    averageAccuracy,
    backwardTransfer: mean(earlier.map((row, i) => last[i]! - row[i]!)),
    forwardTransfer: mean(earlier.map((row, i) => row[i + 1]! - initialAccuracies[i + 1]!)),
    forgetting: mean(earlier.map((_, i) => Math.max(...earlier.map((row) => row[i]!)) - last[i]!)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
