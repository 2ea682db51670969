import { describe, expect, it } from "vitest";
import {
  createGraphCanvas,
  lineLimit,
  MAX_CYTOSCAPE_NODES,
  type GraphCanvas,
} from "./graph-canvas.ts";
import type { DrawnEdges } from "./graph-edges.ts";

function headless(): GraphCanvas {
  const silent = { onPoint: () => undefined, onChoose: () => undefined };
  return createGraphCanvas(null, { webgl: false, prefersStill: () => true }, silent);
}

const edges = (...ends: readonly (readonly [number, number])[]): DrawnEdges => ({
  source: Int32Array.from(ends, ([source]) => source),
  target: Int32Array.from(ends, ([, target]) => target),
  kind: new Uint8Array(ends.length),
});

const crowd = Array.from({ length: MAX_CYTOSCAPE_NODES + 1 }, () => "train hue-0 shape-0");

describe("graph canvas", () => {
  it("has lines of their own for the strongest edges at rest, and none while τ moves", () => {
    const canvas = headless();
    canvas.setNodes(["train", "train", "test hollow"]);
    canvas.setEdges(edges([0, 1], [1, 2], [0, 2]));
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 0, shownEdges: 0 });
    canvas.showEdges(2, true);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 2, shownEdges: 2 });
    canvas.showEdges(1, false);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 0, shownEdges: 1 });
    canvas.showEdges(1, true);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 1, shownEdges: 1 });
    canvas.showEdges(5, true);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 3, shownEdges: 3 });
    canvas.destroy();
  });

  it("keeps so few lines that nodes and lines are redrawn together in a moment", () => {
    const canvas = headless();
    canvas.setNodes(["train", "train"]);
    canvas.setEdges(edges(...Array.from({ length: 1500 }, () => [0, 1] as const)));
    canvas.showEdges(1500, true);
    expect(canvas.counts()).toEqual({ nodes: 2, edges: lineLimit(2), shownEdges: 1500 });
    canvas.destroy();
    expect(lineLimit(2)).toBeLessThan(lineLimit(0));
    expect(lineLimit(MAX_CYTOSCAPE_NODES)).toBeGreaterThan(0);
    expect(lineLimit(MAX_CYTOSCAPE_NODES + 1)).toBe(0);
  });

  it("starts again with other edges", () => {
    const canvas = headless();
    canvas.setNodes(["train", "train"]);
    canvas.setEdges(edges([0, 1]));
    canvas.showEdges(1, true);
    canvas.setEdges(edges([1, 0]));
    expect(canvas.counts()).toEqual({ nodes: 2, edges: 0, shownEdges: 0 });
    canvas.showEdges(5, true);
    expect(canvas.counts()).toEqual({ nodes: 2, edges: 1, shownEdges: 1 });
    canvas.destroy();
  });

  it("draws the edges of a chosen node beside the ranked ones, and takes them away again", () => {
    const canvas = headless();
    canvas.setNodes(["train", "train", "train"]);
    canvas.setEdges(edges([0, 1]));
    canvas.showEdges(1, true);
    canvas.choose({ example: 2, neighbours: [{ example: 0, kind: "cross" }] });
    expect(canvas.counts().edges).toBe(2);
    canvas.choose(null);
    expect(canvas.counts().edges).toBe(1);
    canvas.destroy();
  });

  it("keeps every node where it stands when marks change", () => {
    const canvas = headless();
    canvas.setNodes(["train", "test hollow"]);
    canvas.setPositions(Float32Array.of(-1, 0, 1, 0), false);
    const before = canvas.placeOf(1);
    expect(before).not.toBeNull();
    canvas.setNodes(["train", "test hollow hue-3 shape-1"]);
    expect(canvas.placeOf(1)).toEqual(before);
    canvas.destroy();
  });

  it("refuses positions that do not name every node", () => {
    const canvas = headless();
    canvas.setNodes(["train", "train"]);
    expect(() => canvas.setPositions(Float32Array.of(0, 0), false)).toThrow(RangeError);
    canvas.destroy();
  });

  it("gives Cytoscape only the chosen node, its neighbours and the one pointed at, of a crowd", () => {
    const canvas = headless();
    canvas.setNodes(crowd);
    canvas.setPositions(new Float32Array(2 * crowd.length), false);
    canvas.setEdges(edges([0, 1], [1, 2]));
    canvas.showEdges(2, true);
    expect(canvas.counts()).toEqual({ nodes: 0, edges: 0, shownEdges: 2 });
    const neighbours = [
      { example: 4, kind: "same" as const },
      { example: 5, kind: "cross" as const },
    ];
    canvas.choose({ example: 3, neighbours });
    expect(canvas.counts()).toMatchObject({ nodes: 3, edges: 2 });
    canvas.point(7);
    expect(canvas.counts()).toMatchObject({ nodes: 4, edges: 2 });
    canvas.point(null);
    canvas.choose(null);
    expect(canvas.counts()).toMatchObject({ nodes: 0, edges: 0 });
    canvas.destroy();
  });

  it("goes from few nodes to a crowd and back", () => {
    const canvas = headless();
    canvas.setNodes(["train", "train"]);
    canvas.setNodes(crowd);
    expect(canvas.counts().nodes).toBe(0);
    canvas.choose({ example: 2000, neighbours: [] });
    canvas.setNodes(["train", "train", "train"]);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 0, shownEdges: 0 });
    canvas.destroy();
  });
});
