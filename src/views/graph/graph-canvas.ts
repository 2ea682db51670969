/**
 * The picture of the graph and what the page asks of it: the density of all edges at the bottom, nodes above it, and Cytoscape on top with the viewport, the
 * strongest edges while τ rests, and the chosen node. Up to MAX_CYTOSCAPE_NODES it holds every node; beyond, a canvas draws them and it holds the chosen node and its
 * neighbours only. Nothing here knows React; every call changes only what differs.
 */

import { createCytoscapeLayer, type ChosenNode, type CytoscapeLayer } from "./cytoscape-layer.ts";
import { createEdgeDensityLayer, type EdgeDensityLayer } from "./edge-density-layer.ts";
import { NO_EDGES, type DrawnEdges } from "./graph-edges.ts";
import { placeNodes } from "./graph-placement.ts";
import { nodeDiameter, type GraphTheme } from "./graph-style.ts";
import { createNodeGrid, type NodeGrid } from "./node-grid.ts";
import { createNodeLayer, type NodeLayer } from "./node-layer.ts";

export interface GraphCanvasEvents {
  /** `place` in pixels of the container; null when the pointer leaves a node. */
  readonly onPoint: (pointed: PointedNode | null) => void;
  /** Null for a click beside every node. */
  readonly onChoose: (example: number | null) => void;
}

export interface GraphCanvasOptions {
  /** Cytoscape's WebGL renderer: many times faster on a GPU, many times slower without one. */
  readonly webgl: boolean;
  /** Asked again at each move. */
  readonly prefersStill: () => boolean;
}

export interface PointedNode {
  readonly example: number;
  readonly x: number;
  readonly y: number;
}

interface GraphCounts {
  /** Nodes and edges that Cytoscape shows. */
  readonly nodes: number;
  readonly edges: number;
  /** Edges that the picture shows or is on the way to. */
  readonly shownEdges: number;
}

export interface GraphCanvas {
  readonly setTheme: (theme: GraphTheme) => void;
  /** [N] class names by example. Another N starts the picture again. */
  readonly setNodes: (classes: readonly string[]) => void;
  /** [N, 2] in [-1, 1]. `animated` moves nodes that stand already. @throws RangeError if a node has no place */
  readonly setPositions: (positions: Float32Array, animated: boolean) => void;
  /** Strongest first; replaces all edges. */
  readonly setEdges: (edges: DrawnEdges) => void;
  /** The first `count` edges; the strongest of them are lines of their own when τ rests. */
  readonly showEdges: (count: number, resting: boolean) => void;
  readonly choose: (chosen: ChosenNode | null) => void;
  readonly point: (example: number | null) => void;
  /** Where a node stands in the container, in pixels; null for one that does not exist. */
  readonly placeOf: (example: number) => PointedNode | null;
  readonly counts: () => GraphCounts;
  readonly resize: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  readonly destroy: () => void;
}

/** Cytoscape redraws so many nodes in some 35 ms without a GPU. */
export const MAX_CYTOSCAPE_NODES = 2000;
/** Nodes and edges together that it redraws in some 25 ms when τ comes to rest; a large graph keeps a few lines. */
const REDRAWN_ELEMENTS = 900;
const FEWEST_LINES = 200;
const MOVE_MS = 500;
/** Moving every node on every frame is for small graphs. */
const MAX_MOVED_NODES = 600;
/** Zooming in makes room between nodes only if they grow more slowly than the picture: by zoom^(1 - SHRINK). */
const SHRINK = 0.7;
/** In a crowd nodes are small, and zooming in is how their shapes are seen. */
const CROWD_SHRINK = 0.4;
const FOCUS_DIAMETER = 9;
/** All is drawn anew only after the end of a zoom or a move of the picture. */
const REPAINT_AFTER_MS = 100;
/** Pixels beside a node that still hit it. */
const HIT_SLACK = 4;

/** Edges that become lines of their own at rest. */
export function lineLimit(nodes: number): number {
  if (nodes > MAX_CYTOSCAPE_NODES) return 0;
  return Math.max(FEWEST_LINES, REDRAWN_ELEMENTS - nodes);
}

interface CanvasState {
  readonly cytoscape: CytoscapeLayer;
  /** Null without a container. */
  readonly density: EdgeDensityLayer | null;
  readonly nodes: NodeLayer | null;
  readonly events: GraphCanvasEvents;
  theme: GraphTheme | null;
  classes: readonly string[];
  positions: Float32Array | null;
  /** [N, 2] in CSS pixels at zoom 1 */
  places: Float32Array;
  grid: NodeGrid | null;
  edges: DrawnEdges;
  shown: number;
  chosen: ChosenNode | null;
  pointed: number | null;
  /** True once the visitor has moved or zoomed the picture, which a resize then leaves alone. */
  moved: boolean;
  /** View of the last repaint; only another zoom changes sizes. */
  styledZoom: number;
  repaint: ReturnType<typeof setTimeout> | undefined;
  arrival: ReturnType<typeof setTimeout> | undefined;
}

/** @param container null runs without a picture */
export function createGraphCanvas(
  container: HTMLElement | null,
  options: GraphCanvasOptions,
  events: GraphCanvasEvents,
): GraphCanvas {
  const stage = container === null ? null : container.appendChild(document.createElement("div"));
  const cytoscape = createCytoscapeLayer(stage, options.webgl, {
    onNode: (example) => {
      if (isCrowd(state)) return;
      events.onPoint(example === null ? null : placeOf(state, example));
    },
    onPointer: (x, y) => pointAt(state, x, y),
    onTap: (example, x, y) => events.onChoose(isCrowd(state) ? hit(state, x, y) : example),
    onMoved: () => {
      state.moved = true;
      events.onPoint(null);
    },
    onView: () => followView(state),
  });
  const state: CanvasState = {
    cytoscape,
    density: container === null ? null : createEdgeDensityLayer(container, options.prefersStill),
    nodes: container === null || stage === null ? null : createNodeLayer(container, stage),
    events,
    theme: null,
    classes: [],
    positions: null,
    places: new Float32Array(0),
    grid: null,
    edges: NO_EDGES,
    shown: 0,
    chosen: null,
    pointed: null,
    moved: false,
    styledZoom: 1,
    repaint: undefined,
    arrival: undefined,
  };
  return { ...picture(state), ...viewport(state), destroy: () => destroy(state, stage) };
}

type Viewport = Pick<GraphCanvas, "resize" | "zoomBy" | "fit" | "placeOf" | "counts">;

function viewport(state: CanvasState): Viewport {
  const { cytoscape } = state;
  return {
    placeOf: (example) => placeOf(state, example),
    counts: () => ({ ...cytoscape.counts(), shownEdges: state.shown }),
    resize: () => {
      cytoscape.resize();
      if (state.positions !== null && !state.moved) placeAll(state, state.positions, false);
      restyle(state);
    },
    zoomBy: (factor) => {
      state.moved = true;
      cytoscape.zoomBy(factor);
    },
    fit: () => {
      state.moved = false;
      cytoscape.setView(1, 0, 0);
      if (state.positions !== null) placeAll(state, state.positions, false);
      restyle(state);
    },
  };
}

type Picture = Omit<GraphCanvas, keyof Viewport | "destroy">;

function picture(state: CanvasState): Picture {
  const { cytoscape, density } = state;
  return {
    setTheme: (theme) => {
      state.theme = theme;
      density?.setColors(theme.density);
      restyle(state);
    },
    setNodes: (classes) => setNodes(state, classes),
    setPositions: (positions, animated) => {
      const moves = animated && state.positions !== null && state.classes.length <= MAX_MOVED_NODES;
      placeAll(state, positions, moves);
    },
    setEdges: (edges) => {
      Object.assign(state, { edges, shown: 0 });
      cytoscape.setEdges(edges);
      density?.setEdges(edges);
    },
    showEdges: (count, resting) => {
      state.shown = Math.min(count, state.edges.source.length);
      density?.show(state.shown);
      cytoscape.showEdges(resting ? Math.min(state.shown, lineLimit(state.classes.length)) : 0);
    },
    choose: (chosen) => {
      state.chosen = chosen;
      holdNodes(state);
      cytoscape.choose(chosen);
    },
    point: (example) => {
      state.pointed = example;
      if (isCrowd(state)) holdNodes(state);
      cytoscape.point(example);
    },
  };
}

function destroy(state: CanvasState, stage: HTMLElement | null): void {
  clearTimeout(state.repaint);
  clearTimeout(state.arrival);
  state.density?.destroy();
  state.nodes?.destroy();
  state.cytoscape.destroy();
  stage?.remove();
}

function isCrowd({ classes }: CanvasState): boolean {
  return classes.length > MAX_CYTOSCAPE_NODES;
}

function setNodes(state: CanvasState, classes: readonly string[]): void {
  if (classes.length !== state.classes.length) {
    state.cytoscape.setEdges(NO_EDGES);
    state.density?.setEdges(NO_EDGES);
    state.cytoscape.holdNodes([], classes, state.places);
    Object.assign(state, {
      positions: null,
      places: new Float32Array(0),
      grid: null,
      edges: NO_EDGES,
      shown: 0,
      chosen: null,
      pointed: null,
      classes,
    });
    restyle(state);
  }
  state.classes = classes;
  holdNodes(state);
  state.nodes?.setNodes(isCrowd(state) ? classes : []);
}

/** All of a small graph; of a large one what the visitor looks at. */
function holdNodes(state: CanvasState): void {
  const { cytoscape, classes, places, chosen, pointed } = state;
  const focus = [
    ...(chosen === null ? [] : [chosen.example, ...chosen.neighbours.map((near) => near.example)]),
    ...(pointed === null ? [] : [pointed]),
  ];
  // A choice of the data before may name an image that this data does not have.
  const known = focus.filter((example) => example < classes.length);
  cytoscape.holdNodes(isCrowd(state) ? known : classes.keys(), classes, places);
}

function placeAll(state: CanvasState, positions: Float32Array, animated: boolean): void {
  const { width, height } = state.cytoscape.view();
  const places = placeNodes(positions, width, height);
  if (places.length < 2 * state.classes.length) throw new RangeError("a node has no place");
  const same =
    state.places.length === places.length && places.every((v, i) => v === state.places[i]);
  state.positions = positions;
  if (same) return;
  Object.assign(state, { places, grid: null });
  state.cytoscape.setPlaces(places, animated ? MOVE_MS : 0);
  clearTimeout(state.arrival);
  const paint = (): void => {
    state.nodes?.setPlaces(isCrowd(state) ? places : new Float32Array(0));
    state.density?.setPlaces(places);
    state.density?.setHidden(false);
  };
  if (animated) {
    state.density?.setHidden(true);
    state.arrival = setTimeout(paint, MOVE_MS);
  } else paint();
  repaint(state);
}

/** Sizes and colours for the zoom that is reached, and all layers painted for the view. */
function restyle(state: CanvasState): void {
  const { theme, cytoscape, classes } = state;
  if (theme === null) return;
  const { zoom, width, height } = cytoscape.view();
  state.styledZoom = zoom;
  const diameter = nodeDiameter(classes.length, width, height);
  const shrink = zoom ** -(isCrowd(state) ? CROWD_SHRINK : SHRINK);
  // What the visitor looks at stands out of the crowd.
  const held = isCrowd(state) ? Math.max(FOCUS_DIAMETER, diameter) : diameter;
  cytoscape.restyle(theme, held * shrink, shrink);
  repaint(state);
}

function repaint(state: CanvasState): void {
  const { theme, cytoscape, classes, density, nodes } = state;
  if (theme === null) return;
  const view = cytoscape.view();
  if (view.width <= 0 || view.height <= 0) return;
  const ratio = Math.min(2, window.devicePixelRatio);
  density?.setView(view, ratio);
  if (!isCrowd(state)) return;
  const diameter = nodeDiameter(classes.length, view.width, view.height);
  nodes?.setView(view, ratio, theme, diameter * view.zoom ** (1 - CROWD_SHRINK));
}

function followView(state: CanvasState): void {
  const view = state.cytoscape.view();
  state.density?.follow(view);
  state.nodes?.follow(view);
  clearTimeout(state.repaint);
  state.repaint = setTimeout(() => {
    if (state.cytoscape.view().zoom === state.styledZoom) repaint(state);
    else restyle(state);
  }, REPAINT_AFTER_MS);
}

function placeOf(state: CanvasState, example: number): PointedNode | null {
  const { zoom, panX, panY } = state.cytoscape.view();
  const [x, y] = [state.places[2 * example], state.places[2 * example + 1]];
  if (x === undefined || y === undefined) return null;
  return { example, x: x * zoom + panX, y: y * zoom + panY };
}

function pointAt(state: CanvasState, x: number, y: number): void {
  if (!isCrowd(state)) return;
  const example = hit(state, x, y);
  if (example === state.pointed) return;
  state.events.onPoint(example === null ? null : placeOf(state, example));
}

function hit(state: CanvasState, x: number, y: number): number | null {
  const { zoom, panX, panY, width, height } = state.cytoscape.view();
  state.grid ??= createNodeGrid(state.places);
  const radius = (nodeDiameter(state.classes.length, width, height) * zoom ** -CROWD_SHRINK) / 2;
  return state.grid.nearest((x - panX) / zoom, (y - panY) / zoom, radius + HIT_SLACK / zoom);
}
