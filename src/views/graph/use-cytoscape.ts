/** Owns the one canvas of the graph view: made when the view appears, destroyed with it, and told what changed in between. */

import { useEffect, useEffectEvent, useRef, type RefObject } from "react";
import type { RankedPairs } from "../../pipeline/artifacts.ts";
import type { ChosenNode } from "./cytoscape-layer.ts";
import { createGraphCanvas, type GraphCanvas, type GraphCanvasEvents } from "./graph-canvas.ts";
import type { DrawnEdges } from "./graph-edges.ts";
import { useStudioContext } from "../studio-context.tsx";
import { useGraphTheme } from "./graph-theme.ts";
import { isSweeping } from "./sweep-pace.ts";
import { useThresholdTicks } from "./use-threshold-ticks.ts";

export interface GraphPicture {
  /** [N] class names by example */
  readonly classes: readonly string[];
  /** [N, 2] in [-1, 1] */
  readonly positions: Float32Array;
  /** Null before the pairs are ranked. */
  readonly ranked: RankedPairs | null;
  /** Those of the ranked pairs, strongest first. */
  readonly edges: DrawnEdges;
  readonly chosen: ChosenNode | null;
  /** Example that the pointer or the list is on. */
  readonly pointed: number | null;
  /** Cytoscape's WebGL renderer; another value makes the canvas anew. */
  readonly webgl: boolean;
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
  const { webgl } = picture;
  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    const options = { webgl, prefersStill: prefersReducedMotion };
    const made = createGraphCanvas(element, options, {
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
  }, [container, webgl]);
  useGraphPicture(canvas, picture);
  return canvas;
}

/** One effect for each thing that changes on its own, from the ground up: edges need nodes, and a choice needs edges. A new canvas is told everything. */
function useGraphPicture(canvas: RefObject<GraphCanvas | null>, picture: GraphPicture): void {
  const { classes, positions, ranked, edges, chosen, pointed, webgl } = picture;
  const { studio } = useStudioContext();
  const theme = useGraphTheme();
  useEffect(() => canvas.current?.setTheme(theme), [canvas, webgl, theme]);
  useEffect(() => canvas.current?.setNodes(classes), [canvas, webgl, classes]);
  useEffect(() => {
    // A move draws every frame, for which a sweep leaves no time.
    const moves = !prefersReducedMotion() && !isSweeping(studio.getState());
    canvas.current?.setPositions(positions, moves);
  }, [studio, canvas, webgl, positions]);
  useEffect(() => canvas.current?.setEdges(edges), [canvas, webgl, edges]);
  useThresholdTicks(canvas, ranked, webgl);
  useEffect(() => canvas.current?.choose(chosen), [canvas, webgl, edges, chosen]);
  useEffect(() => canvas.current?.point(pointed), [canvas, webgl, pointed]);
}

function prefersReducedMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
