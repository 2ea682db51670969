/** The look of nodes and edges on the canvas, by class names only: Cytoscape restyles a class many times faster than single elements. */

import type cytoscape from "cytoscape";
import { CLASS_HUES, CLASS_SHAPES } from "./class-look.ts";
import type { DensityColors } from "./density-tone.ts";

/** Colours as the canvas takes them: it knows no custom properties. */
export interface GraphTheme {
  readonly dark: boolean;
  readonly paper: string;
  readonly ink: string;
  /** The ring of a correct node: quieter than ink, because most are correct. */
  readonly ring: string;
  readonly grey: string;
  readonly accent: string;
  readonly same: string;
  readonly cross: string;
  readonly density: DensityColors;
}

/** Opacity of the strongest edges; same-class and cross-class ones say more than those to test nodes. */
const KIND_OPACITY = 0.5;
const OTHER_OPACITY = 0.35;

/** Beyond so many nodes even small ones would cover the edges, so that they shrink to points. */
const MANY_NODES = 2000;

/** Diameter of a node in pixels at zoom 1. */
export function nodeDiameter(nodes: number, width: number, height: number): number {
  const area = width * height;
  if (nodes > MANY_NODES) return Math.min(7, Math.max(2.5, Math.sqrt((0.12 * area) / nodes)));
  return Math.min(13, Math.max(7, Math.sqrt((0.05 * area) / Math.max(1, nodes))));
}

/** @param diameter of a node, @param line width of an edge, both in units of the picture */
export function graphStyle(
  theme: GraphTheme,
  diameter: number,
  line: number,
): cytoscape.StylesheetStyle[] {
  return [
    { selector: "core", style: { "active-bg-opacity": 0 } as cytoscape.Css.Core },
    {
      selector: "node",
      style: {
        width: diameter,
        height: diameter,
        "background-color": theme.grey,
        "border-color": theme.paper,
        "border-width": diameter / 12,
        "overlay-opacity": 0,
        "z-index": 2,
      },
    },
    ...shapeStyles(diameter),
    ...hueStyles(theme, diameter),
    ...roleStyles(theme, diameter),
    ...edgeStyles(theme, line),
    ...chosenStyles(theme, diameter, line),
  ];
}

function shapeStyles(diameter: number): cytoscape.StylesheetStyle[] {
  return CLASS_SHAPES.map(({ corners, reach }, i) => ({
    selector: `.shape-${i}`,
    style: {
      width: diameter * reach,
      height: diameter * reach,
      ...(corners === null
        ? { shape: "ellipse" as const }
        : {
            shape: "polygon" as const,
            "shape-polygon-points": corners.flat().join(" "),
          }),
    },
  }));
}

function hueStyles({ dark, paper }: GraphTheme, diameter: number): cytoscape.StylesheetStyle[] {
  return (dark ? CLASS_HUES.dark : CLASS_HUES.light).flatMap((color, i) => [
    { selector: `.hue-${i}`, style: { "background-color": color } },
    { selector: `.hollow.hue-${i}`, style: hollow(color, paper, diameter) },
  ]);
}

/** Filled with paper, so that edges do not show through the open middle. */
function hollow(color: string, paper: string, diameter: number): cytoscape.Css.Node {
  return {
    "background-color": paper,
    "border-color": color,
    "border-width": diameter / 5.5,
  };
}

function roleStyles(theme: GraphTheme, diameter: number): cytoscape.StylesheetStyle[] {
  const ring = { "outline-offset": diameter / 10, "outline-opacity": 1 };
  const width = diameter / 10;
  return [
    { selector: ".hollow.no-class", style: hollow(theme.grey, theme.paper, diameter) },
    {
      selector: ".unused",
      style: { width: diameter * 0.42, height: diameter * 0.42, opacity: 0.45, "z-index": 1 },
    },
    {
      selector: ".validation",
      style: { ...ring, "outline-width": width, "outline-color": theme.grey },
    },
    {
      selector: ".correct",
      style: { ...ring, "outline-width": width, "outline-color": theme.ring },
    },
    {
      selector: ".wrong",
      style: {
        ...ring,
        "outline-width": width * 2.6,
        "outline-color": theme.cross,
      },
    },
  ];
}

function edgeStyles(theme: GraphTheme, line: number): cytoscape.StylesheetStyle[] {
  return [
    {
      selector: "edge",
      style: {
        "curve-style": "haystack",
        "haystack-radius": 0,
        width: line,
        "line-color": theme.grey,
        // Never fainter than the density that it lies on.
        opacity: OTHER_OPACITY,
        "overlay-opacity": 0,
        events: "no",
        "z-index": 0,
      },
    },
    { selector: "edge.same", style: { "line-color": theme.same, opacity: KIND_OPACITY } },
    { selector: "edge.cross", style: { "line-color": theme.cross, opacity: KIND_OPACITY } },
  ];
}

function chosenStyles(
  theme: GraphTheme,
  diameter: number,
  line: number,
): cytoscape.StylesheetStyle[] {
  return [
    {
      selector: "edge.to-neighbour",
      style: { width: 2.5 * line, "line-color": theme.ink, opacity: 1, "z-index": 3 },
    },
    { selector: "edge.to-neighbour.same", style: { "line-color": theme.same, opacity: 1 } },
    { selector: "edge.to-neighbour.cross", style: { "line-color": theme.cross, opacity: 1 } },
    {
      selector: "node.neighbour",
      style: {
        "z-index": 4,
        "underlay-color": theme.accent,
        "underlay-opacity": 0.25,
        "underlay-padding": diameter / 2,
        "underlay-shape": "ellipse",
      },
    },
    {
      selector: "node.pointed, node.chosen",
      style: {
        "z-index": 5,
        "underlay-color": theme.accent,
        "underlay-opacity": 0.55,
        "underlay-padding": diameter / 2,
        "underlay-shape": "ellipse",
      },
    },
    { selector: "node.chosen", style: { "underlay-opacity": 1 } },
  ];
}
