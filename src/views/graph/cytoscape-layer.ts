/** The one Cytoscape instance: it has the viewport, and holds nodes and the few edges that are worth a line of their own. Knows nothing of density or τ. */

import cytoscape from "cytoscape";
import { EDGE_KINDS, type DrawnEdges, type EdgeKind } from "./graph-edges.ts";
import type { GraphView } from "./graph-placement.ts";
import { graphStyle, type GraphTheme } from "./graph-style.ts";

export interface ChosenNode {
  readonly example: number;
  readonly neighbours: readonly { readonly example: number; readonly kind: EdgeKind }[];
}

export interface CytoscapeEvents {
  /** The example of the node that the pointer came to; null when it leaves one. */
  readonly onNode: (example: number | null) => void;
  /** In pixels of the container. */
  readonly onPointer: (x: number, y: number) => void;
  /** `example` is that of the node, null beside every one. */
  readonly onTap: (example: number | null, x: number, y: number) => void;
  /** The visitor moved or zoomed the picture. */
  readonly onMoved: () => void;
  /** For every change of the view, also those of the page. */
  readonly onView: () => void;
}

export interface CytoscapeLayer {
  readonly view: () => GraphView;
  readonly setView: (zoom: number, panX: number, panY: number) => void;
  /** Zooms around the middle. */
  readonly zoomBy: (factor: number) => void;
  readonly resize: () => void;
  readonly restyle: (theme: GraphTheme, diameter: number, line: number) => void;
  /** Holds exactly these nodes; `classes` and `places` are those of all examples. */
  readonly holdNodes: (
    examples: Iterable<number>,
    classes: readonly string[],
    places: Float32Array,
  ) => void;
  /** `moveMs` over 0 moves the nodes there. */
  readonly setPlaces: (places: Float32Array, moveMs: number) => void;
  /** Replaces the ranked edges, none of them shown yet. */
  readonly setEdges: (edges: DrawnEdges) => void;
  /** Shows the first `count` of them, whose ends have to be held. */
  readonly showEdges: (count: number) => void;
  /** Marks the node and its neighbours, which have to be held. */
  readonly choose: (chosen: ChosenNode | null) => void;
  readonly point: (example: number | null) => void;
  readonly counts: () => { readonly nodes: number; readonly edges: number };
  readonly destroy: () => void;
}

/** Nodes that get another look in one frame: styling and drawing them anew takes some 10 ms. */
const DRESSED_AT_ONCE = 50;
const DRESS_EVERY_MS = 40;

interface Sizes {
  readonly theme: GraphTheme;
  readonly diameter: number;
  readonly line: number;
}

interface LayerState {
  readonly nodes: Map<number, cytoscape.NodeSingular>;
  /** What each held node wears. */
  readonly worn: Map<number, string>;
  /** Held nodes that are to wear something else. */
  readonly undressed: Map<number, string>;
  dressing: ReturnType<typeof setTimeout> | undefined;
  styled: Sizes | null;
  edges: DrawnEdges | null;
  /** The ranked edges that were ever shown. */
  elements: cytoscape.EdgeCollection;
  shown: number;
}

/** @param container null runs without a picture */
export function createCytoscapeLayer(
  container: HTMLElement | null,
  webgl: boolean,
  events: CytoscapeEvents,
): CytoscapeLayer {
  const cy = cytoscape({
    ...(container === null ? { headless: true, styleEnabled: true } : { container }),
    ...(webgl && container !== null ? { renderer: webglRenderer() } : {}),
    layout: { name: "preset" },
    autoungrabify: true,
    autounselectify: true,
    boxSelectionEnabled: false,
    // The density under them shows the same edges while the picture moves.
    hideEdgesOnViewport: true,
    minZoom: 0.5,
    maxZoom: 12,
  });
  const state: LayerState = {
    nodes: new Map(),
    worn: new Map(),
    undressed: new Map(),
    dressing: undefined,
    styled: null,
    edges: null,
    elements: cy.edges(),
    shown: 0,
  };
  listen(cy, events);
  return {
    view: () => viewOf(cy),
    setView: (zoom, x, y) => void cy.viewport({ zoom, pan: { x, y } }),
    zoomBy: (factor) => {
      const renderedPosition = { x: cy.width() / 2, y: cy.height() / 2 };
      cy.zoom({ level: cy.zoom() * factor, renderedPosition });
    },
    resize: () => void cy.resize(),
    restyle: (theme, diameter, line) => restyle(cy, state, { theme, diameter, line }),
    holdNodes: (examples, classes, places) => holdNodes(cy, state, examples, classes, places),
    setPlaces: (places, moveMs) => setPlaces(cy, state, places, moveMs),
    setEdges: (edges) => {
      cy.batch(() => cy.remove("edge.ranked"));
      Object.assign(state, { edges, elements: cy.edges(".ranked"), shown: 0 });
    },
    showEdges: (count) => showEdges(cy, state, count),
    choose: (chosen) => choose(cy, state, chosen),
    point: (example) => {
      cy.batch(() => {
        cy.nodes(".pointed").removeClass("pointed");
        if (example !== null) state.nodes.get(example)?.addClass("pointed");
      });
    },
    counts: () => ({ nodes: state.nodes.size, edges: cy.edges().length }),
    destroy: () => {
      clearTimeout(state.dressing);
      cy.stop();
      cy.destroy();
    },
  };
}

/** The types know the name only. */
function webglRenderer(): { name: string; webgl: boolean } {
  return { name: "canvas", webgl: true };
}

function viewOf(cy: cytoscape.Core): GraphView {
  const { x: panX, y: panY } = cy.pan();
  return { width: cy.width(), height: cy.height(), zoom: cy.zoom(), panX, panY };
}

/** A resize mostly leaves sizes as they are, and a style sheet is work for every element. */
function restyle(cy: cytoscape.Core, state: LayerState, wanted: Sizes): void {
  const { theme, diameter, line } = wanted;
  const { styled } = state;
  if (styled?.theme === theme && styled.diameter === diameter && styled.line === line) return;
  state.styled = wanted;
  cy.style(graphStyle(theme, diameter, line));
}

interface PointerEvent {
  readonly target: cytoscape.Core | cytoscape.NodeSingular;
  readonly renderedPosition: cytoscape.Position | undefined;
}

function listen(cy: cytoscape.Core, events: CytoscapeEvents): void {
  cy.on("mouseover", "node", ({ target }: { target: cytoscape.NodeSingular }) => {
    events.onNode(exampleOf(target));
  });
  cy.on("mouseout", "node", () => events.onNode(null));
  cy.on("mousemove", ({ renderedPosition }: PointerEvent) => {
    if (renderedPosition !== undefined) events.onPointer(renderedPosition.x, renderedPosition.y);
  });
  cy.on("tap", ({ target, renderedPosition }: PointerEvent) => {
    const { x, y } = renderedPosition ?? { x: Number.NaN, y: Number.NaN };
    events.onTap("id" in target ? exampleOf(target) : null, x, y);
  });
  cy.on("scrollzoom pinchzoom dragpan", () => events.onMoved());
  cy.on("viewport", () => events.onView());
}

function exampleOf(node: cytoscape.NodeSingular): number {
  return Number(node.id().slice(1));
}

function holdNodes(
  cy: cytoscape.Core,
  state: LayerState,
  examples: Iterable<number>,
  classes: readonly string[],
  places: Float32Array,
): void {
  const wanted = new Set(examples);
  const added: cytoscape.ElementDefinition[] = [];
  state.undressed.clear();
  cy.batch(() => {
    for (const [example, node] of state.nodes) {
      if (wanted.has(example)) continue;
      node.remove();
      state.nodes.delete(example);
      state.worn.delete(example);
    }
    for (const example of wanted) {
      const names = classes[example];
      if (names === undefined) throw new RangeError(`example ${example} has no node`);
      const node = state.nodes.get(example);
      if (node === undefined) added.push(nodeElement(example, names, places));
      else if (state.worn.get(example) !== names) state.undressed.set(example, names);
    }
    if (added.length === 0) return;
    for (const node of cy.add(added).nodes()) {
      state.nodes.set(exampleOf(node), node);
      state.worn.set(exampleOf(node), classes[exampleOf(node)] ?? "");
    }
  });
  dress(cy, state);
}

/** Only the marks are exchanged: a node stays pointed at or chosen. A few nodes in a task: each is styled in the next frame, and all in one would hold up the page. */
function dress(cy: cytoscape.Core, state: LayerState): void {
  const { nodes, worn, undressed } = state;
  clearTimeout(state.dressing);
  if (undressed.size === 0) return;
  const now = [...undressed].slice(0, DRESSED_AT_ONCE);
  cy.batch(() => {
    for (const [example, names] of now) {
      const before = worn.get(example) ?? "";
      nodes.get(example)?.removeClass(before).addClass(names);
      worn.set(example, names);
      undressed.delete(example);
    }
  });
  state.dressing = setTimeout(() => dress(cy, state), DRESS_EVERY_MS);
}

function nodeElement(
  example: number,
  classes: string,
  places: Float32Array,
): cytoscape.ElementDefinition {
  const [x, y] = [places[2 * example], places[2 * example + 1]];
  return {
    group: "nodes",
    data: { id: `n${example}` },
    classes,
    ...(x === undefined || y === undefined ? {} : { position: { x, y } }),
  };
}

function setPlaces(
  cy: cytoscape.Core,
  { nodes }: LayerState,
  places: Float32Array,
  moveMs: number,
): void {
  const target = (example: number): cytoscape.Position => {
    const [x, y] = [places[2 * example], places[2 * example + 1]];
    if (x === undefined || y === undefined) throw new RangeError(`example ${example} has no place`);
    return { x, y };
  };
  cy.nodes().stop();
  if (moveMs > 0) {
    for (const [example, node] of nodes) {
      node.animate({ position: target(example) }, { duration: moveMs });
    }
    return;
  }
  cy.batch(() => {
    for (const [example, node] of nodes) node.position(target(example));
  });
}

/** Removed edges are kept: to put them back is cheaper than to make them, and a redraw does not look at them, as it would at hidden ones. */
function showEdges(cy: cytoscape.Core, state: LayerState, wanted: number): void {
  const { edges, elements, shown } = state;
  if (edges === null) return;
  const count = Math.min(wanted, edges.source.length);
  if (count === shown) return;
  cy.batch(() => {
    if (count < shown) elements.slice(count, shown).remove();
    if (count > shown) elements.slice(shown, count).restore();
    const known = elements.length;
    if (known >= count) return;
    const missing = Array.from({ length: count - known }, (_, i) => edgeElement(edges, known + i));
    state.elements = elements.union(cy.add(missing).edges());
  });
  state.shown = count;
}

function edgeElement(
  { source, target, kind }: DrawnEdges,
  edge: number,
): cytoscape.ElementDefinition {
  return {
    group: "edges",
    data: { source: `n${source[edge]}`, target: `n${target[edge]}` },
    classes: `ranked ${EDGE_KINDS[kind[edge] ?? Number.NaN]}`,
  };
}

function choose(cy: cytoscape.Core, { nodes }: LayerState, chosen: ChosenNode | null): void {
  cy.batch(() => {
    cy.remove("edge.to-neighbour");
    cy.nodes(".chosen, .neighbour").removeClass("chosen neighbour");
    if (chosen === null) return;
    const node = nodes.get(chosen.example);
    if (node === undefined) return;
    node.addClass("chosen");
    for (const { example, kind } of chosen.neighbours) {
      nodes.get(example)?.addClass("neighbour");
      cy.add({
        group: "edges",
        data: { source: node.id(), target: `n${example}` },
        classes: `to-neighbour ${kind}`,
      });
    }
  });
}
