import { expect, it } from "vitest";
import { createNodeGrid } from "./node-grid.ts";

it("finds the nearest node within reach, as a look at every node does", () => {
  let state = 3;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const places = Float32Array.from({ length: 2 * 500 }, () => next() * 300 - 40);
  const grid = createNodeGrid(places);
  const distance = (node: number, x: number, y: number): number =>
    Math.hypot(places[2 * node]! - x, places[2 * node + 1]! - y);
  for (let trial = 0; trial < 400; trial++) {
    const [x, y, reach] = [next() * 400 - 90, next() * 400 - 90, next() * 12];
    const nearest = Array.from({ length: 500 }, (_, node) => node).reduce((a, b) =>
      distance(b, x, y) < distance(a, x, y) ? b : a,
    );
    expect(grid.nearest(x, y, reach)).toBe(distance(nearest, x, y) <= reach ? nearest : null);
  }
});

it("knows graphs of one place and of none", () => {
  expect(createNodeGrid(new Float32Array(0)).nearest(0, 0, 10)).toBeNull();
  const one = createNodeGrid(Float32Array.of(5, 5));
  expect(one.nearest(6, 5, 2)).toBe(0);
  expect(one.nearest(9, 5, 2)).toBeNull();
});
