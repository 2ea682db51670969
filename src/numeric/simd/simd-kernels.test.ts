import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { referenceKernels } from "../reference-kernels.ts";
import type { SparseRows } from "../csr-product.ts";
import build from "./build.json" with { type: "json" };
import { createSimdKernels } from "./simd-kernels.ts";

const at = (file: string): URL => new URL(file, import.meta.url);
const read = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(at(file)));

test("the modules were built from the present source: else run node scripts/build-simd.mjs", () => {
  const sources = readdirSync(at("assembly")).map((name) => `assembly/${name}`);
  const modules = readdirSync(at(".")).filter((name) => name.endsWith(".wasm"));
  const hashes = [...sources, ...modules].map((file) => [
    file,
    createHash("sha256").update(read(file)).digest("hex"),
  ]);
  expect(Object.fromEntries(hashes)).toEqual(build.sha256);
});

function randomRows(seed: number, rows: number, width: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * width }, () => random.normal() / Math.sqrt(width));
}

/** Every third entry or so. */
function sparse(seed: number, rows: number, columns: number): SparseRows {
  const random = createRandom(seed);
  const rowStart = new Int32Array(rows + 1);
  const columnIndex: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (random.uniform() < 0.3) columnIndex.push(column);
    }
    rowStart[row + 1] = columnIndex.length;
  }
  const values = Float32Array.from(columnIndex, () => random.normal());
  return { rows, columns, rowStart, columnIndex: Int32Array.from(columnIndex), values };
}

function expectClose(actual: Float32Array, wanted: Float32Array, tolerance: number): void {
  expect(actual.length).toBe(wanted.length);
  const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe.each(["simd", "simd-fma"] as const)("%s", (name) => {
  const bytes = read(`${name}.wasm`);
  const refused = !WebAssembly.validate(bytes);
  const skipped = refused ? " (skipped: this Node refuses relaxed SIMD)" : "";
  const kernels = refused
    ? referenceKernels
    : createSimdKernels(new WebAssembly.Module(bytes), name);

  test.skipIf(refused).each([
    [5, 13],
    [8, 8],
    [70, 129],
    [203, 40],
    [1, 1],
  ])(`products of %i rows of %i numbers equal the reference${skipped}`, (rows, width) => {
    const x = randomRows(rows, rows, width);
    const block = kernels.load(x, rows, width);
    const wanted = referenceKernels.load(x, rows, width);
    for (const [first, count, from] of [
      [0, rows, 0],
      [Math.floor(rows / 3), Math.ceil(rows / 2), Math.floor(rows / 3) + 1],
      [rows - 1, 1, rows - 1],
    ] as const) {
      const stripe = block.products(first, count, from);
      const exact = wanted.products(first, count, from);
      for (let i = 0; i < count; i++) {
        const row = stripe.values.slice(i * stripe.stride, i * stripe.stride + rows - from);
        expectClose(row, exact.values.slice(i * exact.stride, (i + 1) * exact.stride), 2e-6);
      }
    }
    const matrix = sparse(1, 9, rows);
    const chosen = Int32Array.of(8, 0, 3, 3);
    expectClose(block.csrProduct(matrix, chosen), wanted.csrProduct(matrix, chosen), 2e-5);
    const left = randomRows(2, 67, rows);
    expectClose(block.leftProduct(left, 67), wanted.leftProduct(left, 67), 1e-5);
    block.dispose();
  });

  test.skipIf(refused)(
    `a sum is the same whatever stands beside it, and from both sides${skipped}`,
    () => {
      const rows = 61;
      const x = randomRows(3, rows, 37);
      const block = kernels.load(x, rows, 37);
      const all = block.products(0, rows, 0);
      const whole = { stride: all.stride, values: all.values.slice() };
      for (const [i, j] of [
        [11, 3],
        [60, 59],
        [7, 8],
      ] as const) {
        expect(whole.values[i * whole.stride + j]).toBe(whole.values[j * whole.stride + i]);
        expect(block.products(i, 1, j).values[0]).toBe(whole.values[i * whole.stride + j]);
      }
      const two = kernels.load(Float32Array.of(...x.slice(7 * 37, 9 * 37)), 2, 37);
      expect(two.products(0, 1, 1).values[0]).toBe(whole.values[7 * whole.stride + 8]);
      two.dispose();
      block.dispose();
    },
  );

  test.skipIf(refused)(`more entries and columns than are copied in at once${skipped}`, () => {
    const rows = 1200;
    const x = randomRows(4, rows, 9);
    const block = kernels.load(x, rows, 9);
    const full: SparseRows = {
      rows,
      columns: rows,
      rowStart: Int32Array.from({ length: rows + 1 }, (_, row) => row * rows),
      columnIndex: Int32Array.from({ length: rows * rows }, (_, e) => e % rows),
      values: new Float32Array(rows * rows).fill(1 / rows),
    };
    const chosen = Int32Array.from({ length: rows }, (_, row) => row);
    const means = referenceKernels.load(x, rows, 9).csrProduct(full, Int32Array.of(0));
    const product = block.csrProduct(full, chosen);
    expectClose(product.slice(0, 9), means, 1e-6);
    expect(product.slice(1199 * 9)).toEqual(product.slice(0, 9));
    expectClose(block.leftProduct(new Float32Array(rows).fill(1 / rows), 1), means, 1e-6);
    block.dispose();
  });

  test.skipIf(refused)(`refuses lengths and ranges that do not fit${skipped}`, () => {
    expect(() => kernels.load(new Float32Array(5), 2, 3)).toThrow(RangeError);
    const block = kernels.load(new Float32Array(6), 2, 3);
    expect(() => block.products(1, 2, 0)).toThrow(RangeError);
    expect(() => block.leftProduct(new Float32Array(3), 1)).toThrow(RangeError);
    expect(() => block.csrProduct(sparse(1, 2, 3), Int32Array.of(0))).toThrow(RangeError);
    block.dispose();
    expect(() => block.products(0, 1, 0)).toThrow(TypeError);
  });
});
