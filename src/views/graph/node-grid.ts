/** Which node stands under the pointer, among more nodes than could be asked one by one. */

export interface NodeGrid {
  /** The node nearest to (x, y) within `reach`, null where there is none. */
  readonly nearest: (x: number, y: number, reach: number) => number | null;
}

/** Nodes in a cell on average. */
const IN_A_CELL = 2;

/**
 * Buckets nodes by place, once for each arrangement.
 *
 * @param places [N, 2]
 */
export function createNodeGrid(places: Float32Array): NodeGrid {
  const count = places.length / 2;
  const { left, top, right, bottom } = bounds(places);
  const area = Math.max(1, (right - left) * (bottom - top));
  const cell = Math.max(1, Math.sqrt((area * IN_A_CELL) / Math.max(1, count)));
  const columns = Math.floor((right - left) / cell) + 1;
  const cells = new Map<number, number[]>();
  for (let node = 0; node < count; node++) {
    const [x, y] = placeAt(places, node);
    const key = Math.floor((y - top) / cell) * columns + Math.floor((x - left) / cell);
    const others = cells.get(key);
    if (others === undefined) cells.set(key, [node]);
    else others.push(node);
  }
  return {
    nearest: (x, y, reach) => {
      let [best, bestDistance] = [-1, reach];
      const last = Math.min(columns - 1, Math.floor((x + reach - left) / cell));
      const lastRow = Math.floor((Math.min(y + reach, bottom) - top) / cell);
      for (let row = Math.max(0, Math.floor((y - reach - top) / cell)); row <= lastRow; row++) {
        for (let at = Math.max(0, Math.floor((x - reach - left) / cell)); at <= last; at++) {
          for (const node of cells.get(row * columns + at) ?? []) {
            const [nodeX, nodeY] = placeAt(places, node);
            const distance = Math.hypot(nodeX - x, nodeY - y);
            if (distance <= bestDistance) [best, bestDistance] = [node, distance];
          }
        }
      }
      return best === -1 ? null : best;
    },
  };
}

function placeAt(places: Float32Array, node: number): readonly [number, number] {
  return [places[2 * node] ?? Number.NaN, places[2 * node + 1] ?? Number.NaN];
}

function bounds(places: Float32Array): Record<"left" | "top" | "right" | "bottom", number> {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < places.length; i += 2) {
    const [x, y] = placeAt(places, i / 2);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left <= right ? { left, top, right, bottom } : { left: 0, top: 0, right: 0, bottom: 0 };
}
