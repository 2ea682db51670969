/** A canvas that draws the nodes of graphs too large for Cytoscape, a few thousand a frame, and shows the picture when it is whole. */

import { drawNode, nodeAppearance } from "./node-appearance.ts";
import { sameView, viewTransform, type GraphView } from "./graph-placement.ts";
import type { GraphTheme } from "./graph-style.ts";

export interface NodeLayer {
  /** [N] class names by example; none clears the picture. */
  readonly setNodes: (classes: readonly string[]) => void;
  /** [N, 2] in CSS pixels at zoom 1 */
  readonly setPlaces: (places: Float32Array) => void;
  /** @param diameter in CSS pixels, as it is seen at the view's zoom */
  readonly setView: (view: GraphView, ratio: number, theme: GraphTheme, diameter: number) => void;
  /** Only moves the picture that is there. */
  readonly follow: (view: GraphView) => void;
  readonly destroy: () => void;
}

/** About 8 ms of drawing. */
const NODES_A_FRAME = 4000;

interface Look {
  readonly view: GraphView;
  readonly ratio: number;
  readonly theme: GraphTheme;
  readonly diameter: number;
}

interface LayerState {
  front: HTMLCanvasElement;
  back: HTMLCanvasElement;
  classes: readonly string[];
  places: Float32Array;
  look: Look | null;
  pictured: GraphView | null;
  seen: GraphView | null;
  sprites: Map<string, HTMLCanvasElement>;
  frame: number;
}

/** @param before element of the host that the nodes lie under */
export function createNodeLayer(host: HTMLElement, before: HTMLElement): NodeLayer {
  const state: LayerState = {
    front: document.createElement("canvas"),
    back: document.createElement("canvas"),
    classes: [],
    places: new Float32Array(0),
    look: null,
    pictured: null,
    seen: null,
    sprites: new Map(),
    frame: 0,
  };
  state.back.style.visibility = "hidden";
  host.insertBefore(state.front, before);
  host.insertBefore(state.back, before);
  return {
    setNodes: (classes) => {
      state.classes = classes;
      redraw(state);
    },
    setPlaces: (places) => {
      Object.assign(state, { places, pictured: null });
      state.front.style.visibility = "hidden";
      redraw(state);
    },
    setView: (view, ratio, theme, diameter) => {
      const { look } = state;
      if (look?.theme !== theme || look.ratio !== ratio || look.diameter !== diameter) {
        state.sprites = new Map();
      } else if (sameView(look.view, view)) return;
      state.look = { view, ratio, theme, diameter };
      state.seen = view;
      arrange(state);
      redraw(state);
    },
    follow: (seen) => {
      state.seen = seen;
      arrange(state);
    },
    destroy: () => {
      cancelAnimationFrame(state.frame);
      state.front.remove();
      state.back.remove();
    },
  };
}

function redraw(state: LayerState): void {
  cancelAnimationFrame(state.frame);
  const { look, classes, places, back } = state;
  if (look === null || places.length !== 2 * classes.length) return;
  back.width = Math.round(look.view.width * look.ratio);
  back.height = Math.round(look.view.height * look.ratio);
  const context = back.getContext("2d");
  if (context === null) return;
  const order = drawingOrder(classes);
  const drawFrom = (start: number): void => {
    const end = Math.min(order.length, start + NODES_A_FRAME);
    for (let i = start; i < end; i++) drawAt(state, context, look, order[i] ?? Number.NaN);
    if (end === order.length) swap(state, look.view);
    else state.frame = requestAnimationFrame(() => drawFrom(end));
  };
  state.frame = requestAnimationFrame(() => drawFrom(0));
}

/** Nodes outside the run lie under the others. */
function drawingOrder(classes: readonly string[]): readonly number[] {
  const unused: number[] = [];
  const used: number[] = [];
  classes.forEach((names, node) => (names === "unused" ? unused : used).push(node));
  return [...unused, ...used];
}

function drawAt(
  state: LayerState,
  context: CanvasRenderingContext2D,
  look: Look,
  node: number,
): void {
  const [placeX, placeY, names] = [
    state.places[2 * node],
    state.places[2 * node + 1],
    state.classes[node],
  ];
  if (placeX === undefined || placeY === undefined || names === undefined) return;
  const sprite = spriteOf(state, look, names);
  const x = (placeX * look.view.zoom + look.view.panX) * look.ratio - sprite.width / 2;
  const y = (placeY * look.view.zoom + look.view.panY) * look.ratio - sprite.height / 2;
  const { width, height } = context.canvas;
  if (x > width || y > height || x + sprite.width < 0 || y + sprite.height < 0) return;
  context.drawImage(sprite, Math.round(x), Math.round(y));
}

/** A look is drawn once: copying it is many times faster than drawing it again for each node. */
function spriteOf({ sprites }: LayerState, look: Look, names: string): HTMLCanvasElement {
  const known = sprites.get(names);
  if (known !== undefined) return known;
  const appearance = nodeAppearance(names, look.theme, look.diameter * look.ratio);
  const ring = appearance.ring === null ? 0 : appearance.ring.width * 2 + appearance.ring.offset;
  // Room for the sharp corners of a ring.
  const reach = 1.5 * (appearance.size / 2 + appearance.borderWidth + ring) + 1;
  const sprite = document.createElement("canvas");
  sprite.width = 2 * Math.ceil(reach);
  sprite.height = sprite.width;
  const context = sprite.getContext("2d");
  context?.translate(sprite.width / 2, sprite.height / 2);
  if (context !== null) drawNode(context, appearance);
  sprites.set(names, sprite);
  return sprite;
}

function swap(state: LayerState, view: GraphView): void {
  const { front, back } = state;
  Object.assign(state, { front: back, back: front, pictured: view });
  back.style.visibility = "visible";
  front.style.visibility = "hidden";
  arrange(state);
}

function arrange({ front, pictured, seen }: LayerState): void {
  if (pictured === null || seen === null) return;
  front.style.width = `${pictured.width}px`;
  front.style.height = `${pictured.height}px`;
  front.style.transform = viewTransform(pictured, seen);
}
