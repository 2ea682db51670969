/** How many lines of each kind cross each pixel. A line adds one along its way and takes exactly that away again, so counts go both ways without a repaint. */

import { EDGE_KINDS } from "./graph-edges.ts";

export interface DensityCounts {
  readonly width: number;
  readonly height: number;
  /** One [height * width] plane for each of EDGE_KINDS, row-major. */
  readonly planes: readonly Int32Array[];
}

export function createDensityCounts(width: number, height: number): DensityCounts {
  return { width, height, planes: EDGE_KINDS.map(() => new Int32Array(width * height)) };
}

const FIXED_BITS = 16;
const ONE = 1 << FIXED_BITS;
const HALF = ONE >> 1;

/**
 * Adds `change` to every pixel of the line from (x0, y0) to (x1, y1): one pixel in each column of a flat line, one in each row of a steep one,
 * cut off at the border of the picture.
 *
 * @param plane [height * width] counts
 * @param x0 in pixels, pixel centres at whole numbers; so are the others
 * @returns the number of pixels, 0 for a line beside the picture or without ends. The same ends always touch the same pixels.
 */
export function countLine(
  plane: Int32Array,
  width: number,
  height: number,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  change: number,
): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const [right, bottom] = [width - 1, height - 1];
  // Liang and Barsky: the part of the line, from 0 to 1, that lies inside all four borders.
  let [from, to] = [0, 1];
  if (dx === 0) {
    if (x0 < 0 || x0 > right) return 0;
  } else {
    const [a, b] = [-x0 / dx, (right - x0) / dx];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  if (dy === 0) {
    if (y0 < 0 || y0 > bottom) return 0;
  } else {
    const [a, b] = [-y0 / dy, (bottom - y0) / dy];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  if (!(from <= to)) return 0;
  const [startX, startY] = [x0 + from * dx, y0 + from * dy];
  const [endX, endY] = [x0 + to * dx, y0 + to * dy];
  return Math.abs(dx) >= Math.abs(dy)
    ? walk(plane, { major: startX, minor: startY, end: endX, minorEnd: endY }, 1, width, change)
    : walk(plane, { major: startY, minor: startX, end: endY, minorEnd: endX }, width, 1, change);
}

interface Walk {
  /** Along the longer side, from `major` to `end`. */
  readonly major: number;
  readonly end: number;
  readonly minor: number;
  readonly minorEnd: number;
}

/** Whole steps along the longer side, 16 binary places along the shorter one: integers are rounded the same on the way back. */
function walk(
  plane: Int32Array,
  { major, end, minor, minorEnd }: Walk,
  majorStride: number,
  minorStride: number,
  change: number,
): number {
  const forward = end >= major;
  const first = Math.round(forward ? major : end);
  const last = Math.round(forward ? end : major);
  const [low, high] = forward ? [minor, minorEnd] : [minorEnd, minor];
  const steps = last - first;
  const slope = steps === 0 ? 0 : Math.round(((high - low) / steps) * ONE);
  let place = Math.round(low * ONE) + HALF;
  let base = first * majorStride;
  for (let i = 0; i <= steps; i++) {
    const pixel = base + (place >> FIXED_BITS) * minorStride;
    plane[pixel] = (plane[pixel] ?? Number.NaN) + change;
    base += majorStride;
    place += slope;
  }
  return steps + 1;
}
