/** Owns the one canvas of the graph view: made when the view appears, destroyed with it, and told what changed in between. */

import { useEffect, useEffectEvent, useRef, type RefObject } from "react";
import {
  createGraphCanvas,
  type ChosenNode,
  type GraphCanvas,
  type GraphCanvasEvents,
} from "./graph-canvas.ts";
import type { DrawnEdge } from "./graph-edges.ts";
import { useGraphTheme } from "./graph-theme.ts";

export interface GraphPicture {
  /** [N] class names by example */
  readonly classes: readonly string[];
  /** [N, 2] in [-1, 1] */
  readonly positions: Float32Array;
  /** Strongest first. */
  readonly edges: readonly DrawnEdge[];
  /** How many of them τ leaves. */
  readonly shownEdges: number;
  readonly chosen: ChosenNode | null;
  /** Example that the pointer or the list is on. */
  readonly pointed: number | null;
}

/** @returns the canvas, null until the view is mounted */
export function useCytoscape(
  container: RefObject<HTMLElement | null>,
  picture: GraphPicture,
  events: GraphCanvasEvents,
): RefObject<GraphCanvas | null> {
  const canvas = useRef<GraphCanvas | null>(null);
  const onPoint = useEffectEvent(events.onPoint);
  const onChoose = useEffectEvent(events.onChoose);
  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    const made = createGraphCanvas(element, {
      onPoint: (pointed) => onPoint(pointed),
      onChoose: (example) => onChoose(example),
    });
    canvas.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      canvas.current = null;
      made.destroy();
    };
  }, [container]);
  useGraphPicture(canvas, picture);
  return canvas;
}

/** One effect for each thing that changes on its own, from the ground up: edges need nodes, and a choice needs edges. */
function useGraphPicture(canvas: RefObject<GraphCanvas | null>, picture: GraphPicture): void {
  const { classes, positions, edges, shownEdges, chosen, pointed } = picture;
  const theme = useGraphTheme();
  useEffect(() => canvas.current?.setTheme(theme), [canvas, theme]);
  useEffect(() => canvas.current?.setNodes(classes), [canvas, classes]);
  useEffect(
    () => canvas.current?.setPositions(positions, !prefersReducedMotion()),
    [canvas, positions],
  );
  useEffect(() => canvas.current?.setEdges(edges), [canvas, edges]);
  useEffect(() => canvas.current?.showEdges(shownEdges), [canvas, edges, shownEdges]);
  useEffect(() => canvas.current?.choose(chosen), [canvas, edges, chosen]);
  useEffect(() => canvas.current?.point(pointed), [canvas, pointed]);
}

function prefersReducedMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
