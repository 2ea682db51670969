/**
 * The edge density under the graph. It always goes towards the newest target: one step is under way at a time and the next begins in the next frame,
 * so a slow painter drops what came in between instead of queueing it.
 */

import type { DensityStep, DensityTarget } from "./density-painter.ts";
import { createPageSurface, createWorkerSurface, type DensitySurface } from "./density-surface.ts";
import type { DensityColors } from "./density-tone.ts";
import { NO_EDGES, type DrawnEdges } from "./graph-edges.ts";
import { viewTransform, type GraphView } from "./graph-placement.ts";

export interface EdgeDensityLayer {
  readonly setColors: (colors: DensityColors) => void;
  readonly setEdges: (edges: DrawnEdges) => void;
  /** [N, 2] in CSS pixels at zoom 1. The picture is hidden until it stands at the new places. */
  readonly setPlaces: (places: Float32Array) => void;
  /** Paints for this view; the old picture is moved there meanwhile. */
  readonly setView: (view: GraphView, ratio: number) => void;
  /** Only moves the picture that is there. */
  readonly follow: (view: GraphView) => void;
  readonly show: (edges: number) => void;
  readonly setHidden: (hidden: boolean) => void;
  readonly destroy: () => void;
}

interface LayerState {
  surface: DensitySurface;
  colors: DensityColors | null;
  edges: DrawnEdges;
  places: Float32Array;
  view: GraphView | null;
  ratio: number;
  shown: number;
  /** The view that is looked at, which may already be another than the one to paint. */
  seen: GraphView | null;
  /** The view that the picture was painted for; null while its nodes stand elsewhere. */
  pictured: GraphView | null;
  hidden: boolean;
  /** True while the picture is not the one that is wanted. */
  behind: boolean;
  /** A step is being painted, or its frame is not over. */
  busy: boolean;
  frame: number;
  destroyed: boolean;
}

export function createEdgeDensityLayer(
  host: HTMLElement,
  prefersStill: () => boolean,
): EdgeDensityLayer {
  const state = initialState(createWorkerSurface(() => replaceSurface(host, state, request)));
  host.prepend(state.surface.canvas);
  const request = (): void => {
    state.behind = true;
    if (!state.busy) step(state, prefersStill, request);
  };
  return {
    setColors: (colors) => {
      state.colors = colors;
      state.surface.setColors(colors);
      request();
    },
    setEdges: (edges) => {
      state.edges = edges;
      state.surface.setEdges(edges);
      request();
    },
    setPlaces: (places) => {
      Object.assign(state, { places, pictured: null });
      state.surface.setPlaces(places);
      arrange(state);
      request();
    },
    setView: (view, ratio) => {
      Object.assign(state, { view, ratio, seen: view });
      arrange(state);
      request();
    },
    follow: (seen) => {
      state.seen = seen;
      arrange(state);
    },
    show: (shown) => {
      if (shown === state.shown) return;
      state.shown = shown;
      request();
    },
    setHidden: (hidden) => {
      state.hidden = hidden;
      arrange(state);
    },
    destroy: () => {
      state.destroyed = true;
      cancelAnimationFrame(state.frame);
      state.surface.destroy();
      state.surface.canvas.remove();
    },
  };
}

function initialState(surface: DensitySurface | null): LayerState {
  return {
    surface: surface ?? createPageSurface(),
    colors: null,
    edges: NO_EDGES,
    places: new Float32Array(0),
    view: null,
    ratio: 1,
    shown: 0,
    seen: null,
    pictured: null,
    hidden: false,
    behind: false,
    busy: false,
    frame: 0,
    destroyed: false,
  };
}

function step(state: LayerState, prefersStill: () => boolean, request: () => void): void {
  const { view, ratio, shown, places, surface } = state;
  if (view === null || state.colors === null) return;
  Object.assign(state, { busy: true, behind: false });
  const target: DensityTarget = { view, ratio, shown, still: prefersStill() };
  surface.paint(target, ({ settled, presentable }: DensityStep) => {
    if (state.destroyed || surface !== state.surface) return;
    if (presentable && places === state.places) state.pictured = view;
    if (!settled) state.behind = true;
    arrange(state);
    state.frame = requestAnimationFrame(() => {
      state.busy = false;
      if (state.behind) request();
    });
  });
}

/** Puts the picture where the view that is looked at has it. */
function arrange({ surface: { canvas }, view, seen, pictured, hidden }: LayerState): void {
  const { style } = canvas;
  style.visibility = hidden || pictured === null ? "hidden" : "visible";
  if (pictured === null || seen === null || view === null) return;
  style.width = `${pictured.width}px`;
  style.height = `${pictured.height}px`;
  style.transform = viewTransform(pictured, seen);
}

/** The worker could not be started or died: the page paints itself. */
function replaceSurface(host: HTMLElement, state: LayerState, request: () => void): void {
  if (state.destroyed) return;
  cancelAnimationFrame(state.frame);
  state.surface.destroy();
  state.surface.canvas.remove();
  const surface = createPageSurface();
  Object.assign(state, { surface, pictured: null, busy: false });
  host.prepend(surface.canvas);
  if (state.colors !== null) surface.setColors(state.colors);
  surface.setEdges(state.edges);
  surface.setPlaces(state.places);
  request();
}
