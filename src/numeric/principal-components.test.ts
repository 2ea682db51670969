import { describe, expect, it } from "vitest";
import { principalComponents } from "./principal-components.ts";
import { createRandom } from "./random.ts";

/** Orthonormal columns [rows, count], each orthogonal to the column of ones, so that they are scores of some centred matrix. */
function orthonormalScores(rows: number, count: number, seed: number): number[][] {
  const random = createRandom(seed);
  const basis = [Array<number>(rows).fill(1 / Math.sqrt(rows))];
  while (basis.length <= count) {
    let column = Array.from({ length: rows }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const overlap = column.reduce((sum, value, i) => sum + value * other[i]!, 0);
        column = column.map((value, i) => value - overlap * other[i]!);
      }
    }
    const norm = Math.hypot(...column);
    basis.push(column.map((value) => value / norm));
  }
  return basis.slice(1);
}

describe("principalComponents", () => {
  const rows = 40;
  const width = 25;
  const strengths = [9, 6, 3, 1];
  const scores = orthonormalScores(rows, 4, 1);
  const directions = orthonormalScores(width, 4, 2);
  // X = 1 m + Σ_c strength_c u_c v_c^T, whose principal components are u_c strength_c by construction.
  const values = Float32Array.from({ length: rows * width }, (_, i) => {
    const [row, k] = [Math.floor(i / width), i % width];
    return strengths.reduce(
      (sum, strength, c) => sum + strength * scores[c]![row]! * directions[c]![k]!,
      0.5 + k / 10,
    );
  });

  it("recover the singular vectors of a matrix built from them, signs by the largest entry", () => {
    const found = principalComponents(values, rows, width, 3);
    for (let c = 0; c < 3; c++) {
      const largest = directions[c]!.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      for (let row = 0; row < rows; row++) {
        const expected = Math.sign(largest) * strengths[c]! * scores[c]![row]!;
        expect(found[row * 3 + c]).toBeCloseTo(expected, 3);
      }
    }
  });

  it("score zero beyond the rank, and everywhere when all rows are equal", () => {
    const line = Float32Array.of(1, 2, 2, 4, 3, 6, 4, 8);
    const found = principalComponents(line, 4, 2, 2);
    // Along (1, 2) / √5 from the mean row (2.5, 5).
    [-1.5, -0.5, 0.5, 1.5].forEach((step, row) => {
      expect(found[row * 2]).toBeCloseTo(step * Math.sqrt(5), 6);
      expect(found[row * 2 + 1]).toBeCloseTo(0, 6);
    });
    const constant = principalComponents(new Float32Array(12).fill(0.3), 4, 3, 2);
    constant.forEach((value) => {
      expect(value).toBeCloseTo(0, 6);
    });
  });

  it("of very many rows score each of them along directions found on some", () => {
    const random = createRandom(3);
    const many = 20_000;
    const [first, second] = [0, 1].map(() => Array.from({ length: many }, () => random.normal()));
    const matrix = Float32Array.from({ length: many * 5 }, (_, i) => {
      const [row, k] = [Math.floor(i / 5), i % 5];
      const signal = k === 3 ? 3 * first![row]! : k === 1 ? 1.5 * second![row]! : 0;
      return 7 + signal + 0.05 * random.normal();
    });
    const found = principalComponents(matrix, many, 5, 2);
    let worst = 0;
    for (let row = 0; row < many; row++) {
      worst = Math.max(worst, Math.abs(found[row * 2]! - 3 * first![row]!));
      worst = Math.max(worst, Math.abs(found[row * 2 + 1]! - 1.5 * second![row]!));
    }
    // The noise, the sample's mean, and a hundredth by which directions of 8,192 rows turn.
    expect(worst).toBeLessThan(0.5);
  });

  it("refuse more components than the block converges on", () => {
    expect(() => principalComponents(values, rows, width, 4)).toThrow(RangeError);
  });
});
