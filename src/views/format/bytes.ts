/** Sizes of files and of what is stored. */

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** 1530000 -> "1.5 MB", 820 -> "820 bytes": powers of ten, as hubs and file managers count. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 99.5 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ""}`;
}
