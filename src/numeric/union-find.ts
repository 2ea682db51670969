/** Which nodes hang together, as edges come one after another. */

export interface UnionFind {
  /** Joins the sets of two nodes; false if they were one set already. */
  readonly join: (a: number, b: number) => boolean;
}

/** Disjoint sets of `count` nodes, each alone at first; by size and with path halving, so nearly O(1) a call. */
export function createUnionFind(count: number): UnionFind {
  const parent = Int32Array.from({ length: count }, (_, node) => node);
  const size = new Int32Array(count).fill(1);
  const rootOf = (node: number): number => {
    let at = node;
    for (let up = parent[at]!; up !== at; up = parent[at]!) {
      parent[at] = parent[up]!;
      at = parent[at]!;
    }
    return at;
  };
  return {
    join: (a, b) => {
      const first = rootOf(a);
      const second = rootOf(b);
      if (first === second) return false;
      const [small, large] = size[first]! < size[second]! ? [first, second] : [second, first];
      parent[small] = large;
      size[large]! += size[small]!;
      return true;
    },
  };
}
