/** Where nodes stand in the picture, and how a picture drawn for one view is carried over to another. */

/** Pixels between the outermost nodes and the border, so that rings and shapes are not cut. */
const MARGIN = 24;
/** The toolbar lies over the lower edge. */
const FOOT = 56;
/** Positions keep their proportions up to this stretch; beyond, empty stripes would cost more than the distortion. */
const MOST_STRETCH = 1.6;

/** What of the picture is seen: a place (x, y) stands at (x zoom + panX, y zoom + panY) in a container of width x height CSS pixels. */
export interface GraphView {
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
  readonly panX: number;
  readonly panY: number;
}

/**
 * Maps [-1, 1]² into the container, centred, y upwards.
 *
 * @param positions [N, 2] in [-1, 1]
 * @returns [N, 2] in CSS pixels at zoom 1
 */
export function placeNodes(positions: Float32Array, width: number, height: number): Float32Array {
  const roomX = Math.max(1, width / 2 - MARGIN);
  const roomY = Math.max(1, (height - MARGIN - FOOT) / 2);
  const reachX = Math.min(roomX, roomY * MOST_STRETCH);
  const reachY = Math.min(roomY, roomX * MOST_STRETCH);
  return positions.map((value, i) =>
    i % 2 === 0 ? width / 2 + value * reachX : MARGIN + roomY - value * reachY,
  );
}

/** CSS transform, from the upper left corner, that shows a picture of the view `from` as the view `to` would. */
export function viewTransform(from: GraphView, to: GraphView): string {
  const scale = to.zoom / from.zoom;
  const [x, y] = [to.panX - from.panX * scale, to.panY - from.panY * scale];
  return scale === 1 && x === 0 && y === 0 ? "none" : `matrix(${scale},0,0,${scale},${x},${y})`;
}

export function sameView(a: GraphView, b: GraphView): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.zoom === b.zoom &&
    a.panX === b.panX &&
    a.panY === b.panY
  );
}
