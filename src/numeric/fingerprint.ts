/** A short name for a long text: equal texts give equal names, and different ones practically never do. Not for security. */

/**
 * Two 32-bit multiplicative hashes over UTF-16 code units with Murmur3's finaliser, as 16 hex digits.
 * A collision among a visitor's few thousand sweeps has probability below 1e-12.
 */
export function fingerprint(text: string): string {
  return lane(text, 0x9e3779b1) + lane(text, 0x85ebca6b);
}

function lane(text: string, seed: number): string {
  let h = seed;
  for (let i = 0; i < text.length; i += 1) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x5bd1e995);
    h ^= h >>> 13;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0).toString(16).padStart(8, "0");
}
