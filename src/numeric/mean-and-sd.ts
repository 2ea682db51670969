/** Mean and sample standard deviation of a few repetitions. */

/** sd has the divisor n - 1; null for a single value, which says nothing about spread. @throws RangeError without a value */
export function meanAndSd(values: readonly number[]): {
  readonly mean: number;
  readonly sd: number | null;
} {
  if (values.length === 0) throw new RangeError("no value to summarise");
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean, sd: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}
