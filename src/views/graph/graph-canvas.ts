/** The one Cytoscape instance and what the page asks of it. Nothing here knows React; every call changes only what differs. */

import cytoscape from "cytoscape";
import type { DrawnEdge, EdgeKind } from "./graph-edges.ts";
import { graphStyle, nodeDiameter, type GraphTheme } from "./graph-style.ts";

export interface GraphCanvasEvents {
  /** `place` in pixels of the container; null when the pointer leaves a node. */
  readonly onPoint: (pointed: PointedNode | null) => void;
  /** Null for a click beside every node. */
  readonly onChoose: (example: number | null) => void;
}

export interface PointedNode {
  readonly example: number;
  readonly x: number;
  readonly y: number;
}

export interface ChosenNode {
  readonly example: number;
  readonly neighbours: readonly { readonly example: number; readonly kind: EdgeKind }[];
}

interface GraphCounts {
  readonly nodes: number;
  /** Edge elements that exist, hidden ones included. */
  readonly edges: number;
  readonly shownEdges: number;
}

export interface GraphCanvas {
  readonly setTheme: (theme: GraphTheme) => void;
  /** [N] class names by example; nodes are made on the first call and when N changes. */
  readonly setNodes: (classes: readonly string[]) => void;
  /** [N, 2] in [-1, 1]. `animated` moves nodes that stand already. */
  readonly setPositions: (positions: Float32Array, animated: boolean) => void;
  /** Strongest first; replaces all edges, none of them shown yet. */
  readonly setEdges: (edges: readonly DrawnEdge[]) => void;
  /** Shows the first `count` edges. */
  readonly showEdges: (count: number) => void;
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

/** Pixels between the outermost nodes and the border, so that rings and shapes are not cut. */
const MARGIN = 24;
/** The toolbar lies over the lower edge. */
const FOOT = 56;
/** Positions keep their proportions up to this stretch; beyond, empty stripes would cost more than the distortion. */
const MOST_STRETCH = 1.6;
const MOVE_MS = 500;
/** Zooming in makes room between nodes only if they grow more slowly than the picture: by zoom^(1 - SHRINK). */
const SHRINK = 0.7;
/** Restyling everything costs a few frames, so it waits for the end of a zoom. */
const RESTYLE_AFTER_MS = 100;

interface CanvasState {
  theme: GraphTheme | null;
  nodes: cytoscape.NodeSingular[];
  classes: readonly string[];
  positions: Float32Array | null;
  edges: readonly DrawnEdge[];
  elements: cytoscape.EdgeSingular[];
  shown: number;
  /** True once the visitor has moved or zoomed the picture, which a resize then leaves alone. */
  moved: boolean;
  restyle: ReturnType<typeof setTimeout> | undefined;
}

/** @param container null runs without a picture */
export function createGraphCanvas(
  container: HTMLElement | null,
  events: GraphCanvasEvents,
): GraphCanvas {
  const cy = cytoscape({
    ...(container === null ? { headless: true, styleEnabled: true } : { container }),
    layout: { name: "preset" },
    autoungrabify: true,
    autounselectify: true,
    boxSelectionEnabled: false,
    minZoom: 0.5,
    maxZoom: 12,
  });
  const state: CanvasState = {
    theme: null,
    nodes: [],
    classes: [],
    positions: null,
    edges: [],
    elements: [],
    shown: 0,
    moved: false,
    restyle: undefined,
  };
  listen(cy, state, events);
  return {
    setTheme: (theme) => {
      state.theme = theme;
      applyStyle(cy, state);
    },
    setNodes: (classes) => setNodes(cy, state, classes),
    setPositions: (positions, animated) => setPositions(cy, state, positions, animated),
    setEdges: (edges) => {
      cy.batch(() => cy.remove("edge.ranked"));
      Object.assign(state, { edges, elements: [], shown: 0 });
    },
    showEdges: (count) => showEdges(cy, state, count),
    choose: (chosen) => choose(cy, state, chosen),
    point: (example) => point(cy, state, example),
    placeOf: (example) => placeOf(state.nodes[example]),
    counts: () => ({
      nodes: cy.nodes().length,
      edges: cy.edges().length,
      shownEdges: cy.edges(".ranked").not(".apart").length,
    }),
    resize: () => resize(cy, state),
    zoomBy: (factor) => zoomBy(cy, state, factor),
    fit: () => fit(cy, state),
    destroy: () => {
      clearTimeout(state.restyle);
      cy.stop();
      cy.destroy();
    },
  };
}

function listen(cy: cytoscape.Core, state: CanvasState, events: GraphCanvasEvents): void {
  cy.on("mouseover", "node", ({ target }: { target: cytoscape.NodeSingular }) => {
    events.onPoint(placeOf(target));
  });
  cy.on("mouseout", "node", () => events.onPoint(null));
  cy.on("tap", ({ target }: { target: cytoscape.Core | cytoscape.NodeSingular }) => {
    events.onChoose("id" in target ? exampleOf(target) : null);
  });
  cy.on("scrollzoom pinchzoom dragpan", () => {
    state.moved = true;
    events.onPoint(null);
  });
  cy.on("zoom", () => {
    clearTimeout(state.restyle);
    state.restyle = setTimeout(() => applyStyle(cy, state), RESTYLE_AFTER_MS);
  });
}

function exampleOf(node: cytoscape.NodeSingular): number {
  return Number(node.id().slice(1));
}

function placeOf(node: cytoscape.NodeSingular | undefined): PointedNode | null {
  if (node === undefined) return null;
  const { x, y } = node.renderedPosition();
  return { example: exampleOf(node), x, y };
}

function applyStyle(cy: cytoscape.Core, state: CanvasState): void {
  if (state.theme === null) return;
  const shrink = cy.zoom() ** -SHRINK;
  const diameter = nodeDiameter(state.nodes.length, cy.width(), cy.height());
  cy.style(graphStyle(state.theme, diameter * shrink, shrink));
}

function setNodes(cy: cytoscape.Core, state: CanvasState, classes: readonly string[]): void {
  if (classes.length !== state.nodes.length) {
    cy.elements().remove();
    const added = cy.add(
      classes.map((names, example) => ({ data: { id: `n${example}` }, classes: names })),
    );
    Object.assign(state, {
      nodes: added.nodes().toArray(),
      classes,
      positions: null,
      edges: [],
      elements: [],
      shown: 0,
    });
    applyStyle(cy, state);
    return;
  }
  cy.batch(() => {
    classes.forEach((names, example) => {
      const before = state.classes[example];
      if (before === names) return;
      // Only the marks are exchanged: a node stays pointed at or chosen.
      state.nodes[example]?.removeClass(before ?? "").addClass(names);
    });
  });
  state.classes = classes;
}

function setPositions(
  cy: cytoscape.Core,
  state: CanvasState,
  positions: Float32Array,
  animated: boolean,
): void {
  const place = placement(cy.width(), cy.height());
  const target = (example: number): cytoscape.Position => {
    const [x, y] = [positions[2 * example], positions[2 * example + 1]];
    if (x === undefined || y === undefined) throw new RangeError(`example ${example} has no place`);
    return place(x, y);
  };
  const stood = state.positions !== null;
  state.positions = positions;
  cy.nodes().stop();
  if (animated && stood) {
    state.nodes.forEach((node, example) => {
      node.animate({ position: target(example) }, { duration: MOVE_MS });
    });
    return;
  }
  cy.batch(() => {
    state.nodes.forEach((node, example) => node.position(target(example)));
  });
}

/** Maps [-1, 1]² into the container, centred, y upwards. */
function placement(width: number, height: number): (x: number, y: number) => cytoscape.Position {
  const roomX = Math.max(1, width / 2 - MARGIN);
  const roomY = Math.max(1, (height - MARGIN - FOOT) / 2);
  const reachX = Math.min(roomX, roomY * MOST_STRETCH);
  const reachY = Math.min(roomY, roomX * MOST_STRETCH);
  return (x, y) => ({ x: width / 2 + x * reachX, y: MARGIN + roomY - y * reachY });
}

/** Edges are added the first time they are needed; after that a move of τ only shows or hides the difference. */
function showEdges(cy: cytoscape.Core, state: CanvasState, wanted: number): void {
  const count = Math.min(wanted, state.edges.length);
  if (count === state.shown) return;
  cy.batch(() => {
    for (let i = count; i < state.shown; i++) state.elements[i]?.addClass("apart");
    for (let i = state.shown; i < Math.min(count, state.elements.length); i++) {
      state.elements[i]?.removeClass("apart");
    }
    const missing = state.edges.slice(state.elements.length, count);
    if (missing.length > 0) {
      const added = cy.add(missing.map(edgeElement));
      state.elements.push(...added.edges().toArray());
    }
  });
  state.shown = count;
}

function edgeElement({
  sourceExample,
  targetExample,
  kind,
}: DrawnEdge): cytoscape.ElementDefinition {
  return {
    group: "edges",
    data: { source: `n${sourceExample}`, target: `n${targetExample}` },
    classes: `ranked ${kind}`,
  };
}

function choose(cy: cytoscape.Core, state: CanvasState, chosen: ChosenNode | null): void {
  cy.batch(() => {
    cy.remove("edge.to-neighbour");
    cy.nodes(".chosen, .neighbour").removeClass("chosen neighbour");
    if (chosen === null) return;
    const node = state.nodes[chosen.example];
    if (node === undefined) return;
    node.addClass("chosen");
    for (const { example, kind } of chosen.neighbours) {
      state.nodes[example]?.addClass("neighbour");
      cy.add({
        group: "edges",
        data: { source: node.id(), target: `n${example}` },
        classes: `to-neighbour ${kind}`,
      });
    }
  });
}

function point(cy: cytoscape.Core, state: CanvasState, example: number | null): void {
  cy.batch(() => {
    cy.nodes(".pointed").removeClass("pointed");
    if (example !== null) state.nodes[example]?.addClass("pointed");
  });
}

function resize(cy: cytoscape.Core, state: CanvasState): void {
  cy.resize();
  if (state.positions === null || state.moved) return;
  setPositions(cy, state, state.positions, false);
  applyStyle(cy, state);
}

function zoomBy(cy: cytoscape.Core, state: CanvasState, factor: number): void {
  state.moved = true;
  const renderedPosition = { x: cy.width() / 2, y: cy.height() / 2 };
  cy.zoom({ level: cy.zoom() * factor, renderedPosition });
}

function fit(cy: cytoscape.Core, state: CanvasState): void {
  state.moved = false;
  cy.viewport({ zoom: 1, pan: { x: 0, y: 0 } });
  applyStyle(cy, state);
  if (state.positions !== null) setPositions(cy, state, state.positions, false);
}
