/** Small random graphs for tests: features that tie often, rows of zeros, and every pair worked out one by one. */

import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { RowBlock } from "../../numeric/matrix-kernels.ts";
import { PART_CODES, type GraphScope, type RunNodes } from "../artifacts.ts";

export interface RandomGraph {
  readonly nodes: RunNodes;
  /** [n, width] unit rows, the third of them zero. */
  readonly features: Float32Array;
  readonly width: number;
  readonly block: RowBlock;
  /** The pairs of the scope, source < target, by source, then target. */
  readonly pairs: readonly RandomPair[];
}

interface RandomPair {
  readonly source: number;
  readonly target: number;
  readonly similarity: number;
}

/** Nodes of each part in the order of PART_CODES, four classes. */
export function randomGraph(
  scope: GraphScope,
  parts: readonly [number, number, number, number],
  seed: number,
): RandomGraph {
  const random = createRandom(seed);
  const width = 5;
  const count = parts.reduce((sum, size) => sum + size, 0);
  const part = Uint8Array.from(parts.flatMap((size, code) => Array<number>(size).fill(code)));
  const features = new Float32Array(count * width);
  for (let node = 0; node < count; node++) {
    if (node === 2) continue;
    const row = Array.from({ length: width }, () => random.integer(4) - 1);
    const norm = Math.max(1, Math.hypot(...row));
    row.forEach((value, k) => (features[node * width + k] = value / norm));
  }
  const nodes: RunNodes = {
    runSeed: 1,
    scope,
    classCount: 4,
    example: Int32Array.from({ length: count }, (_, node) => count - 1 - node),
    part,
    label: Int32Array.from(part, (code) => (code < PART_CODES.test ? random.integer(4) : -1)),
  };
  const block = referenceKernels.load(features, count, width);
  return { nodes, features, width, block, pairs: pairsOf(nodes, features, width) };
}

function pairsOf({ scope, part }: RunNodes, features: Float32Array, width: number): RandomPair[] {
  const pairs: RandomPair[] = [];
  for (let source = 0; source < part.length; source++) {
    if (scope === "inductive" && part[source] !== PART_CODES.train) continue;
    for (let target = source + 1; target < part.length; target++) {
      let sum = 0;
      for (let k = 0; k < width; k++) {
        sum += features[source * width + k]! * features[target * width + k]!;
      }
      const similarity = Math.min(1, Math.max(-1, Math.fround(sum))) + 0;
      pairs.push({ source, target, similarity });
    }
  }
  return pairs;
}
