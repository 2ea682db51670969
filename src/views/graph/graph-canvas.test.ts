import { describe, expect, it } from "vitest";
import { createGraphCanvas } from "./graph-canvas.ts";
import type { DrawnEdge } from "./graph-edges.ts";

const silent = { onPoint: () => undefined, onChoose: () => undefined };
const edge = (sourceExample: number, targetExample: number): DrawnEdge => ({
  sourceExample,
  targetExample,
  kind: "same",
});

describe("graph canvas", () => {
  it("adds edges when they are first needed, and afterwards only shows and hides them", () => {
    const canvas = createGraphCanvas(null, silent);
    canvas.setNodes(["train", "train", "test hollow"]);
    canvas.setEdges([edge(0, 1), edge(1, 2), edge(0, 2)]);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 0, shownEdges: 0 });
    canvas.showEdges(2);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 2, shownEdges: 2 });
    canvas.showEdges(1);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 2, shownEdges: 1 });
    canvas.showEdges(3);
    expect(canvas.counts()).toEqual({ nodes: 3, edges: 3, shownEdges: 3 });
    canvas.destroy();
  });

  it("starts again with other edges", () => {
    const canvas = createGraphCanvas(null, silent);
    canvas.setNodes(["train", "train"]);
    canvas.setEdges([edge(0, 1)]);
    canvas.showEdges(1);
    canvas.setEdges([edge(1, 0)]);
    expect(canvas.counts().edges).toBe(0);
    canvas.showEdges(5);
    expect(canvas.counts().shownEdges).toBe(1);
    canvas.destroy();
  });

  it("draws the edges of a chosen node beside the ranked ones, and takes them away again", () => {
    const canvas = createGraphCanvas(null, silent);
    canvas.setNodes(["train", "train", "train"]);
    canvas.setEdges([edge(0, 1)]);
    canvas.showEdges(1);
    canvas.choose({ example: 2, neighbours: [{ example: 0, kind: "cross" }] });
    expect(canvas.counts().edges).toBe(2);
    canvas.choose(null);
    expect(canvas.counts().edges).toBe(1);
    canvas.destroy();
  });

  it("keeps every node where it stands when marks change", () => {
    const canvas = createGraphCanvas(null, silent);
    canvas.setNodes(["train", "test hollow"]);
    canvas.setPositions(Float32Array.of(-1, 0, 1, 0), false);
    const before = canvas.placeOf(1);
    canvas.setNodes(["train", "test hollow hue-3 shape-1"]);
    expect(canvas.placeOf(1)).toEqual(before);
    canvas.destroy();
  });

  it("refuses positions that do not name every node", () => {
    const canvas = createGraphCanvas(null, silent);
    canvas.setNodes(["train", "train"]);
    expect(() => canvas.setPositions(Float32Array.of(0, 0), false)).toThrow(RangeError);
    canvas.destroy();
  });
});
