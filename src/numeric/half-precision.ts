/** Numbers of IEEE 754 binary16, which feature files are often stored in. */

/**
 * The value of 16 bits: (-1)^s 2^(e - 15) (1 + f / 1024) for 0 < e < 31, (-1)^s 2^-14 f / 1024 for e = 0, infinity or NaN for e = 31
 * (IEEE 754-2019, binary16: 1 sign bit s, 5 exponent bits e, 10 fraction bits f). Every value is exact in float32.
 */
export function halfPrecisionValue(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}
