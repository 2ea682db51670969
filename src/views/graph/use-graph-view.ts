/** The canvas with what the store says it shows, and the card beside the node that is pointed at. */

import { useMemo, useRef, useState, type RefObject } from "react";
import type { RankedPairs } from "../../pipeline/artifacts.ts";
import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import type { PointedNode } from "./graph-canvas.ts";
import { drawableEdges, NO_EDGES } from "./graph-edges.ts";
import type { CardPlace } from "./hover-card.tsx";
import type { Neighbourhood } from "./neighbourhood.ts";
import { nodeClasses } from "./node-classes.ts";
import { useCytoscape } from "./use-cytoscape.ts";

export interface GraphViewInput {
  readonly marks: readonly NodeMark[];
  readonly positions: Float32Array;
  readonly ranked: RankedPairs | null;
  readonly chosen: number | null;
  readonly near: Neighbourhood | null;
  readonly webgl: boolean;
  readonly onChoose: (example: number | null) => void;
}

export interface GraphView {
  readonly container: RefObject<HTMLDivElement | null>;
  readonly card: CardPlace | null;
  /** Points at a node from outside the canvas. */
  readonly pointAt: (example: number | null) => void;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
}

export function useGraphView(input: GraphViewInput): GraphView {
  const { marks, positions, ranked, chosen, near, webgl, onChoose } = input;
  const container = useRef<HTMLDivElement>(null);
  const [card, setCard] = useState<CardPlace | null>(null);
  const classes = useMemo(() => marks.map(nodeClasses), [marks]);
  const edges = useMemo(() => (ranked === null ? NO_EDGES : drawableEdges(ranked)), [ranked]);
  const chosenNode = useMemo(
    () => (chosen === null ? null : { example: chosen, neighbours: near?.strongest ?? [] }),
    [chosen, near],
  );
  const point = (pointed: PointedNode | null): void => {
    setCard(pointed === null ? null : cardPlace(pointed, container.current));
  };
  const canvas = useCytoscape(
    container,
    {
      classes,
      positions,
      ranked,
      edges,
      chosen: chosenNode,
      pointed: card?.example ?? null,
      webgl,
    },
    { onPoint: point, onChoose },
  );
  const pointAt = (example: number | null): void => {
    point(example === null ? null : (canvas.current?.placeOf(example) ?? null));
  };
  return {
    container,
    card,
    pointAt,
    zoomBy: (factor) => canvas.current?.zoomBy(factor),
    fit: () => canvas.current?.fit(),
  };
}

function cardPlace({ example, x, y }: PointedNode, container: HTMLElement | null): CardPlace {
  const width = container?.clientWidth ?? 0;
  const height = container?.clientHeight ?? 0;
  return { example, x, y, opens: { left: x > width / 2, up: y > height / 2 } };
}
