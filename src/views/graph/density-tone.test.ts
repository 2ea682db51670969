import { describe, expect, it } from "vitest";
import { createDensityCounts } from "./density-counts.ts";
import { toneCounts, toneTable, type DensityColors } from "./density-tone.ts";

const COLORS: DensityColors = {
  kinds: [
    [20, 128, 93],
    [181, 71, 47],
    [138, 144, 153],
  ],
  weights: [1, 1, 0.6],
  lone: 0.34,
  full: 0.9,
};

/** Red, green, blue and alpha of pixels that (same, cross, other) lines cross. */
function toned(
  lines: readonly (readonly [number, number, number])[],
  meanCount = 0,
): readonly (readonly number[])[] {
  const counts = createDensityCounts(lines.length, 1);
  lines.forEach((numbers, pixel) => {
    numbers.forEach((number, kind) => {
      counts.planes[kind]![pixel] = number;
    });
  });
  const out = new Uint32Array(lines.length);
  toneCounts(counts, toneTable(COLORS, meanCount), out);
  const bytes = new Uint8Array(out.buffer);
  return lines.map((_, pixel) => [...bytes.slice(4 * pixel, 4 * pixel + 4)]);
}

describe("density tone", () => {
  it("leaves a pixel without lines clear and gives a lone line its kind's colour, strong enough to be seen", () => {
    const [none, same, cross, other] = toned([
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(none).toEqual([0, 0, 0, 0]);
    expect(same?.slice(0, 3)).toEqual(COLORS.kinds[0]);
    expect(cross?.slice(0, 3)).toEqual(COLORS.kinds[1]);
    expect(other?.slice(0, 3)).toEqual(COLORS.kinds[2]);
    expect(same?.[3]).toBeGreaterThanOrEqual(0.34 * 255);
    expect(other![3]).toBeLessThan(same![3]!);
  });

  it("grows with the number of lines up to the full tone and never falls", () => {
    const alphas = toned(
      Array.from({ length: 18 }, (_, power) => [2 ** power, 0, 0] as const),
      3,
    ).map((rgba) => rgba[3] ?? Number.NaN);
    expect(alphas).toEqual(alphas.toSorted((a, b) => a - b));
    expect(alphas[0]).toBeLessThan(100);
    expect(alphas.at(-1)).toBe(Math.round(0.9 * 255));
  });

  it("mixes the colours of the kinds by their shares", () => {
    const [mixed] = toned([[500, 500, 0]]);
    const [green, red] = [COLORS.kinds[0], COLORS.kinds[1]];
    green.forEach((channel, i) => {
      const between = [channel, red[i] ?? Number.NaN].toSorted((a, b) => a - b);
      expect(mixed?.[i]).toBeGreaterThan(between[0]! + (between[1]! - between[0]!) * 0.4);
      expect(mixed?.[i]).toBeLessThan(between[0]! + (between[1]! - between[0]!) * 0.6);
    });
  });

  it("shows the same count fainter in a picture of more lines", () => {
    const [few] = toned([[4, 0, 0]], 0.5);
    const [many] = toned([[4, 0, 0]], 60);
    expect(many![3]).toBeLessThan(few![3]!);
    expect(many?.[3]).toBeGreaterThan(0);
  });
});
