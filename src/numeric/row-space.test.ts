import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { rowSpace } from "./row-space.ts";

const rows = 6;
const width = 11;

/** Rows 4 and 5 depend on the others: 4 equals row 1, 5 is a sum. */
function dependentRows(): Float64Array {
  const random = createRandom(1);
  const values = Float64Array.from({ length: rows * width }, () => random.normal());
  for (let k = 0; k < width; k++) {
    values[4 * width + k] = values[width + k]!;
    values[5 * width + k] = 2 * values[k]! - values[3 * width + k]!;
  }
  return values;
}

const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe("rowSpace", () => {
  const values = dependentRows();
  const space = rowSpace(values, rows, width);
  const coordinatesOf = (row: number) =>
    space.coordinates.subarray(row * space.rank, (row + 1) * space.rank);
  const rowOf = (row: number) => values.subarray(row * width, (row + 1) * width);

  it("finds the rank and keeps the inner products of the rows", () => {
    expect(space.rank).toBe(4);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        expect(dot(coordinatesOf(i), coordinatesOf(j))).toBeCloseTo(dot(rowOf(i), rowOf(j)), 10);
      }
    }
  });

  it("maps coordinates back to columns: X = L Qᵀ and QᵀQ = I", () => {
    const restored = space.toColumns(space.coordinates, rows);
    restored.forEach((value, i) => {
      expect(value).toBeCloseTo(values[i]!, 10);
    });
    const identity = Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const basis = space.toColumns(identity, 4);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const product = dot(
          basis.subarray(i * width, (i + 1) * width),
          basis.subarray(j * width, (j + 1) * width),
        );
        expect(product).toBeCloseTo(i === j ? 1 : 0, 10);
      }
    }
  });

  it.each([
    // Squared distances from the first row 1e-8 and 1e-14, of which 1e-12 is the limit.
    [1e-4, 2],
    [1e-7, 1],
  ])("a row that leaves another by %s of its length makes the rank %i", (distance, rank) => {
    expect(rowSpace(Float64Array.of(1, 0, 0, 1, distance, 0), 2, 3).rank).toBe(rank);
    // Relative to the largest row: the same at any scale.
    expect(rowSpace(Float64Array.of(1e3, 0, 0, 1e3, 1e3 * distance, 0), 2, 3).rank).toBe(rank);
  });

  it("has rank 0 for zero rows", () => {
    expect(rowSpace(new Float64Array(6), 2, 3).rank).toBe(0);
  });
});
