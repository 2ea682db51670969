/** Parquet's hybrid of runs and packed bits, in which levels and places in a dictionary are written. */

/**
 * @param bytes runs only, without their length
 * @param bitWidth of one value, 0 to 32
 * @returns [count], or null where the runs break off or are none
 */
export function hybridRuns(bytes: Uint8Array, bitWidth: number, count: number): Int32Array | null {
  const values = new Int32Array(count);
  if (bitWidth === 0) return values;
  const valueBytes = Math.ceil(bitWidth / 8);
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
    const length = Math.floor(header / 2);
    if (length === 0) return null;
    if (header % 2 === 0) {
      if (at + valueBytes > bytes.length) return null;
      let value = 0;
      for (let i = valueBytes - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
      at += valueBytes;
      values.fill(value, held, Math.min(count, held + length));
      held += length;
    } else {
      const wanted = Math.min(8 * length, count - held);
      if (at + Math.ceil((wanted * bitWidth) / 8) > bytes.length) return null;
      unpackBits(bytes.subarray(at), bitWidth, values.subarray(held, held + wanted));
      at += length * bitWidth;
      held += wanted;
    }
  }
  return values;
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
