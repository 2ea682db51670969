import { describe, expect, it } from "vitest";
import { countLine } from "./density-counts.ts";
import {
  createDensityPainter,
  type DensityPainter,
  type DensityTarget,
} from "./density-painter.ts";
import type { DrawnEdges } from "./graph-edges.ts";

/** A small generator, so that a failure comes back. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const NODES = 60;
const EDGES = 2000;
const VIEW = { width: 90, height: 70, zoom: 1, panX: 0, panY: 0 };

function scene(): { edges: DrawnEdges; places: Float32Array } {
  const next = random(5);
  const node = (): number => Math.floor(next() * NODES);
  return {
    edges: {
      source: Int32Array.from({ length: EDGES }, node),
      target: Int32Array.from({ length: EDGES }, node),
      kind: Uint8Array.from({ length: EDGES }, () => Math.floor(next() * 3)),
    },
    // Some nodes stand outside the picture.
    places: Float32Array.from({ length: 2 * NODES }, () => next() * 130 - 25),
  };
}

function painterOf({ edges, places }: ReturnType<typeof scene>): DensityPainter {
  const painter = createDensityPainter();
  painter.setEdges(edges);
  painter.setPlaces(places);
  return painter;
}

const target = (shown: number, view = VIEW, ratio = 1): DensityTarget => ({
  view,
  ratio,
  shown,
  still: false,
});

function settle(painter: DensityPainter, wanted: DensityTarget, budget = 3000): number {
  for (let steps = 1; ; steps++) {
    if (painter.advance(wanted, budget).settled) return steps;
  }
}

const total = (painter: DensityPainter): number =>
  painter.counts().planes.reduce((sum, plane) => sum + plane.reduce((a, b) => a + b, 0), 0);

describe("density painter", () => {
  it("holds the same counts after any moves as a fresh paint, and none at all at zero edges", () => {
    const all = scene();
    const painter = painterOf(all);
    const next = random(11);
    const zoomed = { ...VIEW, zoom: 1.7, panX: -20.5, panY: 4.25 };
    for (let move = 0; move < 40; move++) {
      const shown = Math.floor(next() * (EDGES + 1));
      const wanted = target(shown, move % 7 === 6 ? zoomed : VIEW, move % 5 === 4 ? 2 : 1);
      // Some moves are overtaken by the next before they are done.
      if (next() < 0.3) painter.advance(wanted, 500);
      else settle(painter, wanted);
    }
    settle(painter, target(1234, zoomed));
    const fresh = painterOf(all);
    settle(fresh, target(1234, zoomed), Infinity);
    expect(painter.counts()).toEqual(fresh.counts());
    expect(total(painter)).toBeGreaterThan(1234);
    settle(painter, target(0, zoomed));
    expect(painter.counts().planes.every((plane) => plane.every((count) => count === 0))).toBe(
      true,
    );
  });

  it("does a move of one percent at once and spreads a jump over steps, each presentable", () => {
    const painter = painterOf(scene());
    settle(painter, target(1000), Infinity);
    expect(painter.advance(target(1000 + EDGES / 100), 1)).toEqual({
      shown: 1020,
      settled: true,
      presentable: true,
    });
    const step = painter.advance(target(1900), 2000);
    expect(step.shown).toBeGreaterThan(1020);
    expect(step).toMatchObject({ settled: false, presentable: true });
    expect(settle(painter, target(1900), 2000)).toBeGreaterThan(3);
    expect(painter.advance(target(900), 2000)).toMatchObject({
      settled: false,
      presentable: true,
    });
  });

  it("shows a jump only when it is done where no motion is wanted", () => {
    const painter = painterOf(scene());
    settle(painter, target(100), Infinity);
    const still = { ...target(1900), still: true };
    expect(painter.advance(still, 2000)).toMatchObject({ settled: false, presentable: false });
    settle(painter, still);
    expect(painter.advance(still, 2000)).toMatchObject({ shown: 1900, presentable: true });
  });

  it("keeps the picture of the old view back until the new one is whole", () => {
    const painter = painterOf(scene());
    settle(painter, target(1500), Infinity);
    const moved = target(1500, { ...VIEW, panX: 9 });
    expect(painter.advance(moved, 2000)).toMatchObject({ settled: false, presentable: false });
    settle(painter, moved);
    expect(painter.advance(moved, 2000).presentable).toBe(true);
  });

  it("paints those that stay when most edges go, and shows them when they are whole", () => {
    const all = scene();
    const painter = painterOf(all);
    settle(painter, target(EDGES), Infinity);
    expect(painter.advance(target(300), 2000)).toMatchObject({
      settled: false,
      presentable: false,
    });
    settle(painter, target(300));
    expect(painter.advance(target(300), 2000).presentable).toBe(true);
    const fresh = painterOf(all);
    settle(fresh, target(300), Infinity);
    expect(painter.counts()).toEqual(fresh.counts());
  });

  it("counts each kind apart and follows the pixel ratio", () => {
    const painter = painterOf({
      edges: {
        source: Int32Array.of(0, 0),
        target: Int32Array.of(1, 1),
        kind: Uint8Array.of(0, 2),
      },
      places: Float32Array.of(2, 3, 6, 3),
    });
    settle(painter, target(2, { ...VIEW, width: 10, height: 6 }, 2));
    const { width, height, planes } = painter.counts();
    expect([width, height]).toEqual([20, 12]);
    const marked = planes.map((plane) => [...plane.keys()].filter((pixel) => plane[pixel] !== 0));
    const row = Array.from({ length: 9 }, (_, i) => 6 * 20 + 4 + i);
    expect(marked).toEqual([row, [], row]);
  });
});

describe("count of a line", () => {
  const drawn = (...ends: [number, number, number, number]): string[] => {
    const plane = new Int32Array(5 * 4);
    const pixels = countLine(plane, 5, 4, ends, 1);
    expect(plane.reduce((a, b) => a + b, 0)).toBe(pixels);
    return Array.from({ length: 4 }, (_, y) => plane.slice(5 * y, 5 * y + 5).join(""));
  };

  it("touches one pixel in each column of a flat line and one in each row of a steep one", () => {
    expect(drawn(0, 0, 4, 2)).toEqual(["10000", "01100", "00011", "00000"]);
    expect(drawn(1, 3, 2, 0)).toEqual(["00100", "00100", "01000", "01000"]);
    expect(drawn(2, 1, 2, 1)).toEqual(["00000", "00100", "00000", "00000"]);
  });

  it("is cut off at the border, and touches nothing beside the picture or without ends", () => {
    expect(drawn(-100, 1, 100, 1)).toEqual(["00000", "11111", "00000", "00000"]);
    expect(drawn(-3, -3, 40, 40)).toEqual(["10000", "01000", "00100", "00010"]);
    expect(drawn(-1, 0, -1, 3)).toEqual(["00000", "00000", "00000", "00000"]);
    expect(drawn(0, 9, 4, 4)).toEqual(["00000", "00000", "00000", "00000"]);
    expect(drawn(Number.NaN, 0, 4, 2)).toEqual(["00000", "00000", "00000", "00000"]);
  });
});
