import { expect, test } from "vitest";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { loadNodes } from "./load-nodes.ts";

const rows = Float32Array.of(1, 0, 0.6, 0.8);

test("gives the products of the rows", () => {
  const { values, stride } = loadNodes(referenceKernels, rows, 2, 2).products(0, 2, 0);
  expect([...values].map((value) => value.toFixed(6))).toEqual([
    "1.000000",
    "0.600000",
    "0.600000",
    "1.000000",
  ]);
  expect(stride).toBe(2);
});

test("says that there are too many images where memory ends, with the first copy or the second, and gives back the first", () => {
  let held = 0;
  const ending = (at: "load" | "products"): MatrixKernels => ({
    ...referenceKernels,
    load: (...matrix) => {
      if (at === "load") throw new RangeError("no memory for 8 bytes");
      const block = referenceKernels.load(...matrix);
      held += 1;
      return {
        ...block,
        products: () => {
          throw new RangeError("no memory for 8 bytes");
        },
        dispose: () => {
          held -= 1;
        },
      };
    },
  });
  for (const at of ["load", "products"] as const) {
    expect(() => loadNodes(ending(at), rows, 2, 2)).toThrow(
      expect.objectContaining({
        code: "graph/too-many-nodes",
        details: { count: 2, dimension: 2 },
      }),
    );
  }
  expect(held).toBe(0);
});

test("a matrix of another shape is the caller's mistake", () => {
  expect(() => loadNodes(referenceKernels, rows, 3, 2)).toThrow(RangeError);
});
