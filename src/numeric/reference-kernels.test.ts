import { describe, expect, it } from "vitest";
import type { SparseRows } from "./csr-product.ts";
import { referenceKernels } from "./reference-kernels.ts";

const rows = 5;
const width = 3;
const x = Float32Array.from({ length: rows * width }, (_, index) => Math.sin(index + 1));

function dot(i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += x[i * width + k]! * x[j * width + k]!;
  return Math.fround(sum);
}

describe("referenceKernels", () => {
  const block = referenceKernels.load(x, rows, width);

  it("multiplies a stripe of rows with the rows from one on", () => {
    const { values, stride } = block.products(1, 3, 2);
    for (let i = 1; i < 4; i++) {
      for (let j = 2; j < rows; j++) expect(values[(i - 1) * stride + j - 2]).toBe(dot(i, j));
    }
  });

  it("keeps values above 1 as they are", () => {
    const two = referenceKernels.load(Float32Array.of(2, 3), 2, 1);
    expect([...two.products(0, 2, 0).values]).toEqual([4, 6, 6, 9]);
  });

  it("holds its own copy of the rows", () => {
    const own = Float32Array.of(1, 2);
    const copy = referenceKernels.load(own, 2, 1);
    own.fill(7);
    expect([...copy.products(1, 1, 0).values]).toEqual([2, 4]);
  });

  it("multiplies chosen sparse rows and dense rows from the left alike", () => {
    const sparse: SparseRows = {
      rows: 2,
      columns: rows,
      rowStart: Int32Array.of(0, 2, 3),
      columnIndex: Int32Array.of(0, 4, 2),
      values: Float32Array.of(0.5, -2, 3),
    };
    const dense = Float32Array.of(0, 0, 3, 0, 0, 0.5, 0, 0, 0, -2);
    const product = block.csrProduct(sparse, Int32Array.of(1, 0));
    expect(product).toEqual(block.leftProduct(dense, 2));
    expect(product[0]).toBe(Math.fround(3 * x[2 * width]!));
  });

  it("refuses lengths and ranges that do not fit", () => {
    expect(() => referenceKernels.load(x, rows, width + 1)).toThrow(RangeError);
    expect(() => block.products(3, 3, 0)).toThrow(RangeError);
    expect(() => block.leftProduct(x, 2)).toThrow(RangeError);
  });
});
