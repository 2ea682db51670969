/** The look of a node from its class names, for the canvas that draws too many nodes for Cytoscape; the same rules as graph-style.ts, which its test holds it to. */

import { CLASS_HUES, CLASS_SHAPES, type ClassShape } from "./class-look.ts";
import type { GraphTheme } from "./graph-style.ts";

export interface NodeAppearance {
  /** Width of the shape's box. */
  readonly size: number;
  readonly corners: ClassShape["corners"];
  readonly fill: string;
  readonly border: string;
  /** Drawn half inside, half outside the shape. */
  readonly borderWidth: number;
  readonly ring: { readonly color: string; readonly width: number; readonly offset: number } | null;
  readonly opacity: number;
}

export function nodeAppearance(
  classes: string,
  theme: GraphTheme,
  diameter: number,
): NodeAppearance {
  const names = new Set(classes.split(" "));
  const hue = indexAfter("hue-", names);
  const shape = CLASS_SHAPES[indexAfter("shape-", names) ?? -1];
  const hues = theme.dark ? CLASS_HUES.dark : CLASS_HUES.light;
  const color = hues[hue ?? -1] ?? theme.grey;
  const hollow = names.has("hollow") && (hue !== null || names.has("no-class"));
  const unused = names.has("unused");
  return {
    size: diameter * (unused ? 0.42 : (shape?.reach ?? 1)),
    corners: shape?.corners ?? null,
    fill: hollow ? theme.paper : color,
    border: hollow ? color : theme.paper,
    borderWidth: hollow ? diameter / 5.5 : diameter / 12,
    ring: ringOf(names, theme, diameter / 10),
    opacity: unused ? 0.45 : 1,
  };
}

function indexAfter(prefix: string, names: ReadonlySet<string>): number | null {
  for (const name of names) {
    if (name.startsWith(prefix)) return Number(name.slice(prefix.length));
  }
  return null;
}

function ringOf(
  names: ReadonlySet<string>,
  { grey, ring, cross }: GraphTheme,
  width: number,
): NodeAppearance["ring"] {
  if (names.has("wrong")) return { color: cross, width: 2.6 * width, offset: width };
  if (names.has("correct")) return { color: ring, width, offset: width };
  return names.has("validation") ? { color: grey, width, offset: width } : null;
}

/** @param context with its origin at the node's centre */
export function drawNode(
  context: CanvasRenderingContext2D,
  { size, corners, fill, border, borderWidth, ring, opacity }: NodeAppearance,
): void {
  context.globalAlpha = opacity;
  context.lineJoin = "miter";
  if (ring !== null) {
    tracePath(context, corners, (size + borderWidth + ring.width + ring.offset) / 2);
    context.strokeStyle = ring.color;
    context.lineWidth = ring.width;
    context.stroke();
  }
  tracePath(context, corners, size / 2);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = border;
  context.lineWidth = borderWidth;
  context.stroke();
  context.globalAlpha = 1;
}

/** @param half half the width of the shape's box */
function tracePath(
  context: CanvasRenderingContext2D,
  corners: ClassShape["corners"],
  half: number,
): void {
  context.beginPath();
  if (corners === null) {
    context.arc(0, 0, half, 0, 2 * Math.PI);
    return;
  }
  for (const [x, y] of corners) context.lineTo(x * half, y * half);
  context.closePath();
}
