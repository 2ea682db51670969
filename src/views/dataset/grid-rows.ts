/** The arithmetic of a grid of tiles. */

/** Consecutive rows of at most `columns`. */
export function rowsOf<T>(values: readonly T[], columns: number): readonly (readonly T[])[] {
  const rows: T[][] = [];
  for (let start = 0; start < values.length; start += columns) {
    rows.push(values.slice(start, start + columns));
  }
  return rows;
}

/** Where a key leads from `place` among `total` tiles, or null for a key that moves nothing. Up and down keep their column and stop at the edges. */
export function gridStep(
  key: string,
  place: number,
  total: number,
  columns: number,
): number | null {
  if (total === 0) return null;
  switch (key) {
    case "ArrowRight":
      return Math.min(total - 1, place + 1);
    case "ArrowLeft":
      return Math.max(0, place - 1);
    case "ArrowDown":
      return place + columns < total ? place + columns : place;
    case "ArrowUp":
      return place >= columns ? place - columns : place;
    case "Home":
      return 0;
    case "End":
      return total - 1;
    default:
      return null;
  }
}
