/** Stable sort of many floats with a number attached to each, in time linear in their count. */

/** 2,048 places that are written to side by side are about what the nearest caches hold. */
const DIGIT_BITS = 11;

interface Keyed {
  keys: Uint32Array;
  payload: Uint32Array;
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
  // Minus zero would sort after zero although it is equal to it.
  for (let i = 0; i < count; i++) values[i]! += 0;
  const smallest = descendingKeys(keys);
  const bits = 32 - Math.clz32(largestOf(keys));
  const passes = Math.ceil(bits / DIGIT_BITS);
  const digitBits = passes === 0 ? 0 : Math.ceil(bits / passes);
  let from: Keyed = { keys, payload };
  let to: Keyed = { keys: new Uint32Array(count), payload: new Uint32Array(count) };
  for (let pass = 0; pass < passes; pass++) {
    distribute(from, to, pass * digitBits, digitBits);
    [from, to] = [to, from];
  }
  if (from.keys !== keys) {
    keys.set(from.keys);
    payload.set(from.payload);
  }
  for (let i = 0; i < count; i++) keys[i] = flipBits(keys[i]! + smallest);
}

/**
 * Turns float bits into keys whose unsigned order is the falling order of the floats, less the smallest key, which is returned.
 * Positive floats rise with their bits, so those are inverted; negative floats fall with their bits and stay, above all positive keys.
 */
function descendingKeys(keys: Uint32Array): number {
  let smallest = 0xffffffff;
  for (let i = 0; i < keys.length; i++) {
    const key = flipBits(keys[i]!);
    keys[i] = key;
    if (key < smallest) smallest = key;
  }
  for (let i = 0; i < keys.length; i++) keys[i]! -= smallest;
  return smallest;
}

function largestOf(keys: Uint32Array): number {
  let largest = 0;
  for (let i = 0; i < keys.length; i++) if (keys[i]! > largest) largest = keys[i]!;
  return largest;
}

/** Its own inverse: the sign bit stays, and the rest is inverted for positive floats. */
function flipBits(bits: number): number {
  return (bits >>> 31 === 0 ? bits ^ 0x7fffffff : bits) >>> 0;
}

function distribute(from: Keyed, to: Keyed, shift: number, digitBits: number): void {
  const { keys, payload } = from;
  const { keys: sortedKeys, payload: sortedPayload } = to;
  const mask = (1 << digitBits) - 1;
  const next = new Uint32Array(mask + 1);
  for (let i = 0; i < keys.length; i++) next[(keys[i]! >>> shift) & mask]!++;
  let start = 0;
  for (let digit = 0; digit <= mask; digit++) {
    const size = next[digit]!;
    next[digit] = start;
    start += size;
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const place = next[(key >>> shift) & mask]!++;
    sortedKeys[place] = key;
    sortedPayload[place] = payload[i]!;
  }
}
