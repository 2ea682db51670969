/** Scales a drawing to the square that the page draws in. */

/**
 * Positions moved and scaled, both axes alike, so that their bounding box is centred and just fits [-1, 1]².
 *
 * @param positions [N, 2]
 * @returns [N, 2] float32; zeros when all positions are equal
 */
export function fitToSquare(positions: Float32Array | Float64Array): Float32Array {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  positions.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2]!, value);
    high[i % 2] = Math.max(high[i % 2]!, value);
  });
  const half = Math.max(high[0]! - low[0]!, high[1]! - low[1]!) / 2;
  const fitted = new Float32Array(positions.length);
  if (!(half > 0)) return fitted;
  for (let i = 0; i < positions.length; i++) {
    fitted[i] = (positions[i]! - (low[i % 2]! + high[i % 2]!) / 2) / half;
  }
  return fitted;
}
