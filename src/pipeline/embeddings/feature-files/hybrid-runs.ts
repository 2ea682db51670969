/** Parquet's hybrid of runs and packed bits, in which levels and places in a dictionary are written. */

interface Run {
  readonly packed: boolean;
  /** Of its value, or of its packed bits. */
  readonly offset: number;
  /** Values that it adds. */
  readonly length: number;
}

/**
 * Nothing is allocated before the runs were found to hold `count` values.
 *
 * @param bytes runs only, without their length
 * @param bitWidth of one value, 0 to 32
 * @returns [count], or null where the runs break off or are none
 */
export function hybridRuns(bytes: Uint8Array, bitWidth: number, count: number): Int32Array | null {
  const runs = bitWidth === 0 ? [] : findRuns(bytes, bitWidth, count);
  if (runs === null) return null;
  const values = new Int32Array(count);
  let held = 0;
  for (const { packed, offset, length } of runs) {
    const filled = values.subarray(held, held + length);
    if (packed) unpackBits(bytes.subarray(offset), bitWidth, filled);
    else filled.fill(valueAt(bytes, offset, Math.ceil(bitWidth / 8)));
    held += length;
  }
  return values;
}

function findRuns(bytes: Uint8Array, bitWidth: number, count: number): readonly Run[] | null {
  const runs: Run[] = [];
  let at = 0;
  let held = 0;
  while (held < count) {
    let header = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) return null;
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    const packed = header % 2 === 1;
    const groups = Math.floor(header / 2);
    const length = Math.min(packed ? 8 * groups : groups, count - held);
    const needed = Math.ceil(packed ? (length * bitWidth) / 8 : bitWidth / 8);
    if (length === 0 || at + needed > bytes.length) return null;
    runs.push({ packed, offset: at, length });
    at += packed ? groups * bitWidth : needed;
    held += length;
  }
  return runs;
}

function valueAt(bytes: Uint8Array, offset: number, width: number): number {
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 256 + bytes[offset + i]!;
  return value;
}

function unpackBits(bytes: Uint8Array, bitWidth: number, values: Int32Array): void {
  for (let i = 0; i < values.length; i++) {
    let value = 0;
    for (let bit = 0; bit < bitWidth;) {
      const position = i * bitWidth + bit;
      const taken = Math.min(8 - (position & 7), bitWidth - bit);
      value |= ((bytes[position >>> 3]! >>> (position & 7)) & ((1 << taken) - 1)) << bit;
      bit += taken;
    }
    values[i] = value;
  }
}
