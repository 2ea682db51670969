import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { packColumns, packRows, packedProducts } from "./packed-products.ts";

const random = createRandom(4);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());

describe("packedProducts", () => {
  it.each([
    [1, 1, 1],
    [4, 4, 3],
    [5, 7, 6],
    [9, 2, 11],
  ])("equals the sum over k for %i x %i rows of width %i, filling zero", (n, m, width) => {
    const a = normals(n * width);
    const b = normals(m * width);
    const packedA = packRows(a, width, 0, n);
    const packedB = packRows(b, width, 0, m);
    const out = new Float64Array(packedA.paddedRows * packedB.paddedRows).fill(7);
    packedProducts(packedA, packedB, out);
    for (let i = 0; i < packedA.paddedRows; i++) {
      for (let j = 0; j < packedB.paddedRows; j++) {
        let sum = 0;
        if (i < n && j < m) {
          for (let k = 0; k < width; k++) sum += a[i * width + k]! * b[j * width + k]!;
        }
        expect(out[i * packedB.paddedRows + j]).toBe(sum);
      }
    }
  });

  it("packs columns as the rows of the transpose, and rows from any first one", () => {
    const width = 3;
    const columns = 5;
    const matrix = normals(width * columns);
    const transpose = Float64Array.from(
      { length: matrix.length },
      (_, i) => matrix[(i % width) * columns + Math.floor(i / width)]!,
    );
    expect(packColumns(matrix, width, columns)).toEqual(packRows(transpose, width, 0, columns));
    expect(packRows(transpose, width, 2, 2)).toEqual(
      packRows(transpose.slice(2 * width), width, 0, 2),
    );
  });

  it("refuses different widths and a small output", () => {
    const a = packRows(normals(6), 3, 0, 2);
    const b = packRows(normals(6), 2, 0, 3);
    expect(() => {
      packedProducts(a, b, new Float64Array(16));
    }).toThrow(RangeError);
    expect(() => {
      packedProducts(a, a, new Float64Array(15));
    }).toThrow(RangeError);
  });
});
