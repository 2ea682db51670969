/** Which rows of a long list are in view; only those are rendered. */

export interface ListWindow {
  /** First row rendered. */
  readonly start: number;
  /** One past the last row rendered. */
  readonly end: number;
}

/** Rows kept above and below the view, so that a scroll does not show gaps. */
const SPARE_ROWS = 6;

export function listWindow(
  rows: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
): ListWindow {
  const first = Math.floor(scrollTop / rowHeight) - SPARE_ROWS;
  const last = Math.ceil((scrollTop + viewHeight) / rowHeight) + SPARE_ROWS;
  const start = Math.min(Math.max(0, first), rows);
  return { start, end: Math.max(start, Math.min(rows, last)) };
}

/** Scroll offset that brings a row into view with the least movement. */
export function scrollToRow(
  row: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}

/** Row after a key, or null when the key does not move in a list. */
export function rowAfterKey(
  key: string,
  row: number,
  rows: number,
  rowsInView: number,
): number | null {
  const last = rows - 1;
  switch (key) {
    case "ArrowDown":
      return Math.min(last, row + 1);
    case "ArrowUp":
      return Math.max(0, row - 1);
    case "PageDown":
      return Math.min(last, row + rowsInView);
    case "PageUp":
      return Math.max(0, row - rowsInView);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
