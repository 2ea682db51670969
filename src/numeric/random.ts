/** Seeded random numbers: the only source of chance below the page, so that equal seeds give equal splits, weights and positions. */

export interface Random {
  /** Uniform in [0, 1) with 53 random bits. */
  readonly uniform: () => number;
  /** Uniform integer in [0, n), without modulo bias. Throws RangeError unless n is an integer in [1, 2^32]. */
  readonly integer: (n: number) => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** Fisher-Yates shuffle in place: every order is equally likely. */
  readonly shuffle: (array: Int32Array | number[]) => void;
}

const TWO_32 = 2 ** 32;

/**
 * Random numbers from xoshiro128** (Blackman & Vigna 2018, arXiv:1805.01407), whose 128 bits of state are four mixed words of the seed.
 *
 * @param seed any finite number; its 64-bit pattern counts, so 1 and 1.5 differ
 */
export function createRandom(seed: number): Random {
  const nextWord = xoshiro128(seed);
  let spare: number | null = null;

  const uniform = (): number => {
    const high = nextWord() >>> 5;
    const low = nextWord() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };

  const integer = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) throw new RangeError(`integer(${n})`);
    // Words at or above the largest multiple of n would favour small results.
    const limit = TWO_32 - (TWO_32 % n);
    let word = nextWord();
    while (word >= limit) word = nextWord();
    return word % n;
  };

  // Box & Muller 1958: one pair of uniforms gives two independent normals.
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  const shuffle = (array: Int32Array | number[]): void => {
    for (let last = array.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const value = array[last]!;
      array[last] = array[other]!;
      array[other] = value;
    }
  };

  return { uniform, integer, normal, shuffle };
}

/**
 * A seed for one purpose of a run ("weights", "shots", class 7), so that purposes do not share a stream of numbers.
 *
 * @returns unsigned 32-bit integer; every bit of it depends on every label and on the order of the labels
 */
export function childSeed(seed: number, ...labels: (string | number)[]): number {
  let hash = absorbNumber(0x9e3779b9, seed);
  for (const label of labels) {
    if (typeof label === "number") {
      hash = absorbNumber(absorb(hash, 1), label);
    } else {
      // The length keeps ("ab") and ("a", "b") apart.
      hash = absorb(absorb(hash, 2), label.length);
      for (let i = 0; i < label.length; i++) hash = absorb(hash, label.charCodeAt(i));
    }
  }
  return hash;
}

function xoshiro128(seed: number): () => number {
  let a = childSeed(seed, "xoshiro", 0);
  let b = childSeed(seed, "xoshiro", 1);
  let c = childSeed(seed, "xoshiro", 2);
  let d = childSeed(seed, "xoshiro", 3);
  // The all-zero state is the generator's one fixed point.
  if ((a | b | c | d) === 0) a = 1;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

const numberBits = new DataView(new ArrayBuffer(8));

function absorbNumber(hash: number, value: number): number {
  // + 0 turns -0 into 0.
  numberBits.setFloat64(0, value + 0);
  return absorb(absorb(hash, numberBits.getUint32(0)), numberBits.getUint32(4));
}

/** Adds a word and mixes with the finaliser of MurmurHash3, which changes about half of the bits for each changed input bit. */
function absorb(hash: number, word: number): number {
  let mixed = (Math.imul(hash, 0x01000193) + word + 0x7f4a7c15) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
