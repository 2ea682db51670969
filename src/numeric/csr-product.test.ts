import { describe, expect, it } from "vitest";
import golden from "./fixtures/golden.json";
import { csrProduct, csrRowSums, type SparseRows } from "./csr-product.ts";
import { createRandom } from "./random.ts";

const random = createRandom(9);

function randomSparse(
  rows: number,
  columns: number,
  density: number,
): {
  sparse: SparseRows;
  dense: number[][];
} {
  const dense = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () =>
      random.uniform() < density ? Math.fround(random.normal()) : 0,
    ),
  );
  const rowStart = new Int32Array(rows + 1);
  const columnIndex: number[] = [];
  dense.forEach((row, i) => {
    row.forEach((value, j) => {
      if (value !== 0) columnIndex.push(j);
    });
    rowStart[i + 1] = columnIndex.length;
  });
  const values = Float32Array.from(dense.flat().filter((value) => value !== 0));
  return {
    sparse: { rows, columns, rowStart, columnIndex: Int32Array.from(columnIndex), values },
    dense,
  };
}

describe("csrProduct", () => {
  it.each([0, 0.3, 1])("equals the dense product at density %f", (density) => {
    const { sparse, dense } = randomSparse(11, 13, density);
    const x = Float32Array.from({ length: 13 * 5 }, () => random.normal());
    const product = csrProduct(sparse, x, 5);
    const sums = csrRowSums(sparse);
    for (let i = 0; i < 11; i++) {
      expect(sums[i]).toBeCloseTo(
        dense[i]!.reduce((sum, value) => sum + value, 0),
        5,
      );
      for (let k = 0; k < 5; k++) {
        const expected = dense[i]!.reduce((sum, value, j) => sum + value * x[j * 5 + k]!, 0);
        expect(product[i * 5 + k]).toBeCloseTo(expected, 5);
      }
    }
  });

  it("returns chosen rows in the order asked for", () => {
    const { sparse } = randomSparse(6, 4, 0.6);
    const x = Float32Array.from({ length: 4 * 3 }, () => random.normal());
    const all = csrProduct(sparse, x, 3);
    const rows = Int32Array.of(4, 1, 4);
    const chosen = csrProduct(sparse, x, 3, rows);
    rows.forEach((row, r) => {
      expect(chosen.subarray(r * 3, r * 3 + 3)).toEqual(all.subarray(row * 3, row * 3 + 3));
    });
    expect(csrRowSums(sparse, rows)).toEqual(
      Float32Array.from(rows, (row) => csrRowSums(sparse)[row]!),
    );
  });

  it("gives the golden a = Â X and s = Â 1", () => {
    const a = golden.gcn_norm_path3.A_hat;
    const path: SparseRows = {
      rows: 3,
      columns: 3,
      rowStart: Int32Array.of(0, 2, 5, 7),
      columnIndex: Int32Array.of(0, 1, 0, 1, 2, 1, 2),
      values: Float64Array.from(a.flat().filter((value) => value !== 0)),
    };
    const x = Float32Array.from(golden.ganet_forward.params.X.flat());
    const { "a=A_hat X": expected, "s=A_hat 1": expectedSums } = golden.per_node_trick;
    expect([...csrProduct(path, x, 2)]).toEqual(expected.flat().map(Math.fround));
    expect([...csrRowSums(path)]).toEqual(expectedSums.map(Math.fround));
  });

  it("refuses a dense matrix of another height", () => {
    const { sparse } = randomSparse(3, 4, 1);
    expect(() => csrProduct(sparse, new Float32Array(9), 3)).toThrow(RangeError);
  });
});
