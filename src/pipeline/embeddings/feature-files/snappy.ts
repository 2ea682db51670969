/** Unpacks Snappy blocks, as Parquet pages carry them: literals and copies of what was already written. */

/** A copy of three bytes writes at most 64. */
export const SNAPPY_MOST_EXPANSION = 22;

/** `size` bytes, or null where the block does not give exactly as many. Nothing else is allocated. */
export function unpackSnappy(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> | null {
  let at = 0;
  while (at < packed.length && packed[at]! >= 0x80) at++;
  at++;
  const unpacked = new Uint8Array(size);
  let held = 0;
  while (at < packed.length) {
    const tag = packed[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      const more = Math.max(0, (tag >>> 2) - 59);
      const length = (more === 0 ? tag >>> 2 : littleEndian(packed, at, more)) + 1;
      at += more;
      if (!(at + length <= packed.length && held + length <= size)) return null;
      unpacked.set(packed.subarray(at, at + length), held);
      at += length;
      held += length;
    } else {
      const offsetBytes = kind === 1 ? 1 : kind === 2 ? 2 : 4;
      const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
      const high = kind === 1 ? (tag >>> 5) * 256 : 0;
      const offset = high + littleEndian(packed, at, offsetBytes);
      at += offsetBytes;
      if (!(offset > 0 && offset <= held && held + length <= size)) return null;
      for (let i = 0; i < length; i++) unpacked[held + i] = unpacked[held + i - offset]!;
      held += length;
    }
  }
  return held === size ? unpacked : null;
}

/** NaN, which no comparison above lets pass, where the bytes end before. */
function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  if (at + length > bytes.length) return Number.NaN;
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}
