import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { createUnionFind } from "./union-find.ts";

describe("createUnionFind", () => {
  it("says of each edge what colouring the components says", () => {
    const random = createRandom(1);
    const count = 60;
    const colour = Array.from({ length: count }, (_, node) => node);
    const sets = createUnionFind(count);
    for (let edge = 0; edge < 200; edge++) {
      const [a, b] = [random.integer(count), random.integer(count)];
      const [from, to] = [colour[a]!, colour[b]!];
      expect(sets.join(a, b)).toBe(from !== to);
      colour.forEach((value, node) => {
        if (value === from) colour[node] = to;
      });
    }
  });
});
