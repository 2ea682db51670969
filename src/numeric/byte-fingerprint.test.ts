import { describe, expect, it } from "vitest";
import { byteFingerprint } from "./byte-fingerprint.ts";
import { createRandom } from "./random.ts";

const bytesOf = (row: Float32Array): Uint8Array => new Uint8Array(row.buffer);

describe("the fingerprint of bytes", () => {
  it("is the same for equal bytes wherever they lie in memory", () => {
    const bytes = Uint8Array.from({ length: 23 }, (_, i) => 11 * i);
    const shifted = new Uint8Array(30);
    shifted.set(bytes, 3);
    expect(byteFingerprint(shifted.subarray(3, 26))).toBe(byteFingerprint(bytes));
    expect(byteFingerprint(bytes)).toMatch(/^[0-9a-f]{16}$/);
  });

  it("differs after any single bit was turned, and for another length of zeros", () => {
    const bytes = Uint8Array.from({ length: 19 }, (_, i) => 7 * i);
    const seen = new Set([byteFingerprint(bytes)]);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const turned = bytes.slice();
      turned[bit >> 3]! ^= 1 << (bit & 7);
      seen.add(byteFingerprint(turned));
    }
    expect(seen.size).toBe(8 * bytes.length + 1);
    const zeros = [0, 1, 4, 8, 12].map((length) => byteFingerprint(new Uint8Array(length)));
    expect(new Set(zeros).size).toBe(5);
  });

  it("differs in both halves among 20,000 rows of a few equal numbers in changing places", () => {
    const random = createRandom(1);
    const rows = new Set<string>();
    const first = new Set<string>();
    for (let i = 0; i < 20_000; i++) {
      const row = Float32Array.from({ length: 16 }, () => random.integer(4));
      const name = byteFingerprint(bytesOf(row));
      rows.add(name);
      first.add(name.slice(0, 8));
    }
    expect(rows.size).toBe(20_000);
    // Birthday bound of 32 bits: 20,000² / 2^33 = 0.05 pairs expected.
    expect(first.size).toBeGreaterThan(19_995);
  });
});
