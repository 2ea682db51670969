/** Binary search in values that fall. */

/**
 * How many of the values are strictly greater than the threshold. O(log n).
 *
 * @param descending [n] non-increasing
 */
export function countAbove(descending: Float32Array, threshold: number): number {
  let low = 0;
  let high = descending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (descending[middle]! > threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
