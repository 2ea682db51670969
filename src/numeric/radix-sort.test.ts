import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { sortDescending } from "./radix-sort.ts";

describe("sortDescending", () => {
  it("orders floats of both signs and all sizes as comparison does, ties by first come", () => {
    const random = createRandom(1);
    const special = [0, -0, 1, -1, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38, -3.4e38];
    const values = Float32Array.from({ length: 5000 }, (_, i) =>
      i < 50
        ? special[i % special.length]!
        : Math.round(random.normal() * 40) * 10 ** random.integer(6),
    );
    const expected = Array.from(values, (value, i) => ({ value, i })).sort((a, b) =>
      a.value === b.value ? a.i - b.i : a.value < b.value ? 1 : -1,
    );
    const payload = Uint32Array.from(values, (_, i) => i);
    sortDescending(values, payload);
    expect([...payload]).toEqual(expected.map((entry) => entry.i));
    expect([...values]).toEqual(expected.map((entry) => entry.value + 0));
  });

  it.each([0, 1, 5, 11, 13, 24, 25])("sorts floats that differ in %i low bits", (bits) => {
    const random = createRandom(bits);
    const values = new Float32Array(3000);
    new Uint32Array(values.buffer).forEach((_, i, words) => {
      words[i] = 0x3f000000 + random.integer(2 ** bits);
    });
    const expected = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
    const sorted = values.slice();
    const payload = Uint32Array.from(values.keys());
    sortDescending(sorted, payload);
    expect([...payload]).toEqual(expected);
    expect([...sorted]).toEqual(expected.map((i) => values[i]));
  });

  it("sorts a view into a larger buffer and leaves the rest alone", () => {
    const all = Float32Array.of(9, 1, 2, 3, -9);
    const payload = Uint32Array.of(0, 1, 2);
    sortDescending(all.subarray(1, 4), payload);
    expect([...all]).toEqual([9, 3, 2, 1, -9]);
    expect([...payload]).toEqual([2, 1, 0]);
  });

  it("refuses lengths that differ", () => {
    expect(() => {
      sortDescending(new Float32Array(2), new Uint32Array(3));
    }).toThrow(RangeError);
  });
});
