/**
 * The edge density as a picture that is moved in steps. Edges are ranked, so the shown ones are a prefix and a move of τ adds or takes away those
 * between the old and the new number; a step touches a bounded number of pixels, so that whoever calls it keeps its frames. Pure: runs in a worker,
 * on the main thread and in a test.
 */

import { countLine, createDensityCounts, type DensityCounts } from "./density-counts.ts";
import { toneCounts, toneTable, type DensityColors, type ToneTable } from "./density-tone.ts";
import { NO_EDGES, type DrawnEdges } from "./graph-edges.ts";
import { sameView, type GraphView } from "./graph-placement.ts";

export interface DensityTarget {
  readonly view: GraphView;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
  /** Edges that τ leaves. */
  readonly shown: number;
  /** True to show only the finished picture, never the steps between. */
  readonly still: boolean;
}

export interface DensityStep {
  /** Edges that the counts hold now. */
  readonly shown: number;
  /** False while another step is needed. */
  readonly settled: boolean;
  /** False while the counts are half of one picture and half of another. */
  readonly presentable: boolean;
}

export interface DensityPainter {
  readonly setEdges: (edges: DrawnEdges) => void;
  /** [N, 2] in CSS pixels at zoom 1 */
  readonly setPlaces: (places: Float32Array) => void;
  readonly setColors: (colors: DensityColors) => void;
  /** Goes towards the target for about `pixelBudget` pixels; a move of at most 1 % of the edges is done at once. */
  readonly advance: (target: DensityTarget, pixelBudget: number) => DensityStep;
  readonly counts: () => DensityCounts;
  /** Image data of the counts, [height * width] 32-bit words in `out`. */
  readonly tone: (out: Uint32Array) => void;
}

/** A jump beyond this share of the edges is spread over frames. */
const AT_ONCE = 0.01;
/** When so many times more edges go than stay, those that stay are painted again: sooner done than to take the others away. */
const REPAINT_RATIO = 4;

interface PainterState {
  edges: DrawnEdges;
  places: Float32Array;
  /** Ends of edges in device pixels, for the view that is painted. */
  ends: Float32Array;
  counts: DensityCounts;
  shown: number;
  /** Sum of all counts. */
  touched: number;
  /** Null before the first step, and when all has to be painted again. */
  painted: { readonly view: GraphView; readonly ratio: number } | null;
  /** True until a repaint has reached its target once. */
  repainting: boolean;
  colors: DensityColors | null;
  /** Of the colours. */
  table: { readonly exposure: number; readonly tone: ToneTable } | null;
}

export function createDensityPainter(): DensityPainter {
  const state: PainterState = {
    edges: NO_EDGES,
    places: new Float32Array(0),
    ends: new Float32Array(0),
    counts: createDensityCounts(0, 0),
    shown: 0,
    touched: 0,
    painted: null,
    repainting: false,
    colors: null,
    table: null,
  };
  return {
    setEdges: (edges) => {
      state.edges = edges;
      state.painted = null;
    },
    setPlaces: (places) => {
      state.places = places;
      state.painted = null;
    },
    setColors: (colors) => {
      Object.assign(state, { colors, table: null });
    },
    advance: (target, pixelBudget) => advance(state, target, pixelBudget),
    counts: () => state.counts,
    tone: (out) => toneCounts(state.counts, currentTone(state), out),
  };
}

function advance(state: PainterState, target: DensityTarget, pixelBudget: number): DensityStep {
  const { painted } = state;
  if (painted?.ratio !== target.ratio || !sameView(painted.view, target.view)) {
    startRepaint(state, target);
  }
  const wanted = Math.min(target.shown, state.edges.source.length);
  const leaving = state.shown - wanted;
  const small = Math.abs(leaving) <= AT_ONCE * state.edges.source.length;
  if (!small && leaving > REPAINT_RATIO * wanted) {
    clear(state);
    state.repainting = true;
  }
  moveTo(state, wanted, small && !state.repainting ? Infinity : pixelBudget);
  const settled = state.shown === wanted;
  const half = state.repainting || target.still;
  if (settled) state.repainting = false;
  return { shown: state.shown, settled, presentable: settled || !half };
}

function startRepaint(state: PainterState, { view, ratio }: DensityTarget): void {
  const width = Math.max(1, Math.round(view.width * ratio));
  const height = Math.max(1, Math.round(view.height * ratio));
  if (state.counts.width === width && state.counts.height === height) {
    clear(state);
  } else {
    state.counts = createDensityCounts(width, height);
  }
  state.ends = state.places.map((place, i) => {
    const pan = i % 2 === 0 ? view.panX : view.panY;
    return (place * view.zoom + pan) * ratio;
  });
  Object.assign(state, { shown: 0, touched: 0, painted: { view, ratio }, repainting: true });
}

function clear(state: PainterState): void {
  for (const plane of state.counts.planes) plane.fill(0);
  Object.assign(state, { shown: 0, touched: 0 });
}

function moveTo(state: PainterState, wanted: number, pixelBudget: number): void {
  let left = pixelBudget;
  while (state.shown < wanted && left > 0) {
    const pixels = countEdge(state, state.shown, 1);
    state.shown += 1;
    state.touched += pixels;
    // An edge outside the picture costs a little, too.
    left -= pixels + 8;
  }
  while (state.shown > wanted && left > 0) {
    state.shown -= 1;
    const pixels = countEdge(state, state.shown, -1);
    state.touched -= pixels;
    left -= pixels + 8;
  }
}

function countEdge({ edges, ends, counts }: PainterState, edge: number, change: number): number {
  const a = 2 * (edges.source[edge] ?? Number.NaN);
  const b = 2 * (edges.target[edge] ?? Number.NaN);
  const plane = counts.planes[edges.kind[edge] ?? Number.NaN];
  const [x0, y0, x1, y1] = [ends[a], ends[a + 1], ends[b], ends[b + 1]];
  if (plane === undefined || x0 === undefined || y0 === undefined) return 0;
  if (x1 === undefined || y1 === undefined) return 0;
  return countLine(plane, counts.width, counts.height, [x0, y0, x1, y1], change);
}

/** The exposure follows the number of lines in steps of an eighth of an octave, too small to be seen as steps. */
function currentTone(state: PainterState): ToneTable {
  const { colors, counts, touched, table } = state;
  if (colors === null) throw new TypeError("a picture is toned before it has colours");
  const mean = touched / (counts.width * counts.height);
  const exposure = mean === 0 ? -Infinity : Math.round(8 * Math.log2(mean));
  if (table?.exposure === exposure) return table.tone;
  const tone = toneTable(colors, 2 ** (exposure / 8));
  state.table = { exposure, tone };
  return tone;
}
