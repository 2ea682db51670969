import { describe, expect, it } from "vitest";
import { childSeed, createRandom } from "./random.ts";

const TWO_32 = 2 ** 32;

/** xoshiro128** 1.1 as published (prng.di.unimi.it), in unbounded integers. */
function referenceXoshiro(state: readonly number[], count: number): number[] {
  const words = state.map(BigInt);
  const wrap = (value: bigint): bigint => BigInt.asUintN(32, value);
  const rotate = (value: bigint, bits: bigint): bigint =>
    wrap(value << bits) | (value >> (32n - bits));
  return Array.from({ length: count }, () => {
    let [s0, s1, s2, s3] = words as [bigint, bigint, bigint, bigint];
    const result = wrap(rotate(wrap(s1 * 5n), 7n) * 9n);
    const shifted = wrap(s1 << 9n);
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotate(s3, 11n);
    [s0, s1, s2, s3].forEach((word, i) => (words[i] = word));
    return Number(result);
  });
}

/** The first words of a seed's generator, by the reference. */
const referenceWords = (seed: number, count: number): number[] =>
  referenceXoshiro(
    [0, 1, 2, 3].map((i) => childSeed(seed, "xoshiro", i)),
    count,
  );

describe("createRandom", () => {
  it("has the words of xoshiro128**, whose first ten from the state 1, 2, 3, 4 are published", () => {
    // The reference of this test first: values of the authors' C program, as in the tests of Rust's rand_xoshiro.
    expect(referenceXoshiro([1, 2, 3, 4], 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
    for (const seed of [0, 1, 1.5, -7]) {
      const random = createRandom(seed);
      // 2^32 divides itself, so integer(2^32) is the word itself.
      const words = Array.from({ length: 20 }, () => random.integer(TWO_32));
      expect(words).toEqual(referenceWords(seed, 20));
    }
  });

  it("makes a uniform of the 27 and 26 upper bits of two words, and a pair of normals of two uniforms", () => {
    const words = referenceWords(9, 8);
    const uniformOf = (pair: number): number =>
      (Math.floor(words[2 * pair]! / 2 ** 5) * 2 ** 26 +
        Math.floor(words[2 * pair + 1]! / 2 ** 6)) /
      2 ** 53;
    const random = createRandom(9);
    expect([random.uniform(), random.uniform()]).toEqual([uniformOf(0), uniformOf(1)]);
    // Box & Muller: radius √(-2 ln(1 - u)), with 1 - u never 0; angle 2π u'.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformOf(2)));
    const angle = 2 * Math.PI * uniformOf(3);
    expect(random.normal()).toBeCloseTo(radius * Math.cos(angle), 12);
    expect(random.normal()).toBeCloseTo(radius * Math.sin(angle), 12);
  });

  it("gives the same numbers for the same seed and other numbers for another seed", () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 8 }, () => random.uniform());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(1)).not.toEqual(draw(1.5));
    expect(draw(0)).toEqual(draw(-0));
  });

  it("draws uniforms in [0, 1) with mean 1/2, variance 1/12 and no correlation between neighbours", () => {
    const random = createRandom(3);
    const count = 200_000;
    const values = Float64Array.from({ length: count }, () => random.uniform());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    let sum = 0;
    let squares = 0;
    let products = 0;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      sum += value - 0.5;
      squares += (value - 0.5) ** 2;
      if (i > 0) products += (value - 0.5) * (values[i - 1]! - 0.5);
    }
    // Standard errors: 0.2887/sqrt(2e5) = 6.5e-4; 1/sqrt(180 * 2e5) = 1.7e-4; (1/12)/sqrt(2e5) = 1.9e-4. Bounds are 5 of them.
    expect(Math.abs(sum / count)).toBeLessThan(3.3e-3);
    expect(Math.abs(squares / count - 1 / 12)).toBeLessThan(9e-4);
    expect(Math.abs(products / count)).toBeLessThan(1e-3);
  });

  it("draws every integer below n about equally often", () => {
    const random = createRandom(11);
    const counts = new Float64Array(6);
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]!++;
    // Chi-squared with 5 degrees of freedom exceeds 20.5 with probability 0.001.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(20.5);
    expect(() => random.integer(0)).toThrow(RangeError);
    expect(() => random.integer(2.5)).toThrow(RangeError);
  });

  it("has no modulo bias where n is no divisor of 2^32", () => {
    const random = createRandom(12);
    const count = 20_000;
    let low = 0;
    // n = 3 * 2^30: by the plain remainder the words of the fourth quarter would fall on the first third, which would get 1/2.
    for (let i = 0; i < count; i++) if (random.integer(3 * 2 ** 30) < 2 ** 30) low++;
    // Binomial share 1/3 has standard error √(2/9 / 20000) = 0.0033; the bound is 5 of them.
    expect(Math.abs(low / count - 1 / 3)).toBeLessThan(0.017);
  });

  it("draws normals that do not tell the next one", () => {
    const random = createRandom(5);
    const count = 50_000;
    let products = 0;
    for (let i = 0; i < count; i++) products += random.normal() * random.normal();
    // The product of two independent standard normals has mean 0 and variance 1; the bound is 5 standard errors.
    expect(Math.abs(products / count)).toBeLessThan(5 / Math.sqrt(count));
  });

  it("draws normals with mean 0, variance 1 and kurtosis 3", () => {
    const random = createRandom(5);
    const count = 200_000;
    let mean = 0;
    let second = 0;
    let fourth = 0;
    for (let i = 0; i < count; i++) {
      const value = random.normal();
      mean += value / count;
      second += value ** 2 / count;
      fourth += value ** 4 / count;
    }
    expect(Math.abs(mean)).toBeLessThan(0.012);
    expect(Math.abs(second - 1)).toBeLessThan(0.016);
    // sd of the mean of x^4 is sqrt(96/2e5) = 0.022.
    expect(Math.abs(fourth - 3)).toBeLessThan(0.11);
  });

  it("shuffles to every order of three about equally often and keeps the elements", () => {
    const random = createRandom(2);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const array = Int32Array.of(0, 1, 2);
      random.shuffle(array);
      counts.set(array.join(""), (counts.get(array.join("")) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
    // Binomial(12000, 1/6) has sd 41.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(205);
  });
});

describe("childSeed", () => {
  it("depends on every label, on their order and on where one label ends", () => {
    const seeds = [
      childSeed(1),
      childSeed(2),
      childSeed(1, "a"),
      childSeed(1, "a", "b"),
      childSeed(1, "ab"),
      childSeed(1, "b", "a"),
      childSeed(1, 1),
      childSeed(1, "1"),
      childSeed(1, 0, 1),
      childSeed(1, 1, 0),
    ];
    expect(new Set(seeds).size).toBe(seeds.length);
    for (const seed of seeds) expect(seed >>> 0).toBe(seed);
  });

  it("tells a label from parts of labels that hold the same words", () => {
    // A string is its mark 2, its length and its characters: without the length these two are the same words.
    expect(childSeed(1, "a\u0002b")).not.toBe(childSeed(1, "a", "b"));
    // The bits of 2^-1041 are the words 2 and 0, those of an empty string: only the mark of numbers tells them apart.
    expect(childSeed(1, 2 ** -1041)).not.toBe(childSeed(1, ""));
    expect(childSeed(1, "")).not.toBe(childSeed(1));
  });

  it("changes about half of the bits when the seed changes by one", () => {
    let changed = 0;
    for (let seed = 0; seed < 2000; seed++) {
      let difference = childSeed(seed, "weights") ^ childSeed(seed + 1, "weights");
      while (difference !== 0) {
        changed += difference & 1;
        difference >>>= 1;
      }
    }
    // 2000 words of 32 fair bits: mean 16, standard error sqrt(8/2000) = 0.063.
    expect(Math.abs(changed / 2000 - 16)).toBeLessThan(0.32);
  });
});
