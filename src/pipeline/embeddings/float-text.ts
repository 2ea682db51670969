/** float32 numbers in digits. */

/** The shortest of nine digits or fewer from which the same float32 is read again: "0.1", not "0.10000000149011612". -0 keeps its sign; NaN is "nan". */
export function float32Text(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  for (const digits of [7, 8]) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  // Nine significant digits tell any two float32 numbers apart.
  return String(Number(value.toPrecision(9)));
}
