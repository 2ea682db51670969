/** From counts to colours: a pixel takes the mixed colour of the kinds of edge that cross it, and grows stronger with the logarithm of their number. */

import type { DensityCounts } from "./density-counts.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

export interface DensityColors {
  /** In the order of EDGE_KINDS. */
  readonly kinds: readonly [Rgb, Rgb, Rgb];
  /** How much a kind counts against the others, in [0, 1]. */
  readonly weights: readonly [number, number, number];
  /** Opacity of a pixel that one line crosses, in a picture of few lines, and of the densest ones. */
  readonly lone: number;
  readonly full: number;
}

const LEVELS = 64;
/** Shares of two kinds in steps of 1/15; the third has the rest. */
const SHARES = 16;
/** More lines through one pixel look like this many. */
const MOST = 4096;

export interface ToneTable {
  /** [MOST] count -> level */
  readonly level: Uint8Array;
  /** [LEVELS * SHARES * SHARES] 32-bit pixels, the alpha in the highest byte */
  readonly pixel: Uint32Array;
}

/** @param meanCount lines through a pixel of the picture on average: what is dense in a picture of few lines is not in one of many */
export function toneTable(colors: DensityColors, meanCount: number): ToneTable {
  const few = Math.max(1, meanCount);
  const densest = 12 + 10 * meanCount;
  const opacity = (count: number): number => {
    const grown = Math.log1p(count / few) / Math.log1p(densest / few);
    const lone = colors.lone / Math.sqrt(few);
    return Math.min(colors.full, lone + (colors.full - lone) * grown);
  };
  const strongest = Math.log2(MOST);
  const level = Uint8Array.from({ length: MOST }, (_, count) =>
    count === 0 ? 0 : 1 + Math.round(((LEVELS - 2) * Math.log2(count)) / strongest),
  );
  const pixel = new Uint32Array(LEVELS * SHARES * SHARES);
  for (let i = 1; i < LEVELS; i++) {
    const alpha = opacity(2 ** (((i - 1) * strongest) / (LEVELS - 2)));
    for (let first = 0; first < SHARES; first++) {
      for (let second = 0; first + second < SHARES; second++) {
        pixel[(i * SHARES + first) * SHARES + second] = mixed(colors, first, second, alpha);
      }
    }
  }
  return { level, pixel };
}

function mixed(
  { kinds, weights }: DensityColors,
  first: number,
  second: number,
  alpha: number,
): number {
  const share = SHARES - 1;
  const [a, b, c] = [
    (first / share) * weights[0],
    (second / share) * weights[1],
    ((share - first - second) / share) * weights[2],
  ];
  const sum = a + b + c;
  const channel = (i: 0 | 1 | 2): number =>
    Math.round((a * kinds[0][i] + b * kinds[1][i] + c * kinds[2][i]) / sum);
  const opacity = Math.round(255 * alpha * Math.min(1, sum));
  // Image data is red, green, blue, alpha in memory, and every machine that runs a browser is little-endian.
  return ((opacity << 24) | (channel(2) << 16) | (channel(1) << 8) | channel(0)) >>> 0;
}

/** @param out [height * width] pixels of image data as 32-bit words */
export function toneCounts(
  { planes }: DensityCounts,
  { level, pixel }: ToneTable,
  out: Uint32Array,
): void {
  const [same, cross, other] = planes;
  if (same === undefined || cross === undefined || other === undefined) {
    throw new RangeError("counts of three kinds of edge are needed");
  }
  const share = SHARES - 1;
  for (let i = 0; i < out.length; i++) {
    const a = same[i] ?? Number.NaN;
    const b = cross[i] ?? Number.NaN;
    const all = a + b + (other[i] ?? Number.NaN);
    if (all === 0) {
      out[i] = 0;
      continue;
    }
    // Two roundings up could name more than the whole.
    const first = Math.floor((share * a) / all + 0.5);
    const second = Math.min(share - first, Math.floor((share * b) / all + 0.5));
    const strength = level[all < MOST ? all : MOST - 1] ?? Number.NaN;
    out[i] = pixel[(strength * SHARES + first) * SHARES + second] ?? Number.NaN;
  }
}
