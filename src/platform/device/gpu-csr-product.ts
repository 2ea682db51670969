/** Sparse products with features that stay on the GPU: a TensorFlow.js kernel of its own, as the built-in operations are some 50 times slower. */

import { engine, registerKernel, tensor1d, tensor2d, tidy, type Tensor } from "@tensorflow/tfjs";
import type { WebGPUBackend, WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu";
import type { SparseRows } from "../../numeric/csr-product.ts";
import type { OpenFeatureProducts } from "../../pipeline/evaluation/feature-products.ts";

const KERNEL = "CsrProduct";
/** Threads of a workgroup; each sums four columns of a row. */
const WORKGROUP = 64;

/**
 * Uploads X once; a product uploads the sparse matrix alone, in buffers whose sizes come from few steps, so that TensorFlow.js's pool of buffers, which
 * never shrinks, does not grow with every threshold. Needs the WebGPU backend to be the running one.
 *
 * @param width columns of X, a multiple of 4
 */
export const gpuFeatureProducts: OpenFeatureProducts = (features, examples, width) => {
  if (width % 4 !== 0) throw new RangeError(`${width} columns are no multiple of 4`);
  const x = tensor2d(features, [examples, width]);
  return {
    product: (matrix) => {
      if (matrix.columns !== examples) throw new RangeError(`${matrix.columns} columns`);
      return tidy(() => engine().runKernel(KERNEL, { ...uploadRows(matrix), x }));
    },
    dispose: () => x.dispose(),
  };
};

function uploadRows({ rowStart, columnIndex, values }: SparseRows): Record<string, Tensor> {
  const size = bucketSize(columnIndex.length);
  const columns = new Int32Array(size);
  const weights = new Float32Array(size);
  columns.set(columnIndex);
  weights.set(values);
  return {
    rowStart: tensor1d(rowStart, "int32"),
    columnIndex: tensor1d(columns, "int32"),
    values: tensor1d(weights, "float32"),
  };
}

/** The smallest of 64, 96, 128, 192, 256, ... that is at least `count`: at most half of a buffer is unused. */
export function bucketSize(count: number): number {
  let power = 64;
  while (power < count) power *= 2;
  const between = 0.75 * power;
  return power > 64 && count <= between ? between : power;
}

registerKernel({
  kernelName: KERNEL,
  backendName: "webgpu",
  kernelFunc: ({ inputs, backend }) => {
    const { rowStart, columnIndex, values, x } = inputs;
    if (!isWebGpu(backend) || !rowStart || !columnIndex || !values || !x) {
      throw new TypeError(`${KERNEL} needs a WebGPU backend and four inputs`);
    }
    const [starts = 0] = rowStart.shape;
    const [, width = 0] = x.shape;
    const program = csrProductProgram(starts - 1, width);
    return backend.runWebGPUProgram(program, [rowStart, columnIndex, values, x], "float32");
  },
});

function isWebGpu(backend: unknown): backend is WebGPUBackend {
  return typeof backend === "object" && backend !== null && "runWebGPUProgram" in backend;
}

/** out_r = Σ_e values_e x_columnIndex_e over the entries of row r, in their order, in float32. */
function csrProductProgram(rows: number, width: number): WebGPUProgram {
  return {
    variableNames: ["rowStart", "columnIndex", "values", "x"],
    variableComponents: [1, 1, 1, 4],
    outputShape: [rows, width],
    outputComponent: 4,
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: [0, 1] },
    dispatch: [Math.ceil((rows * width) / 4 / WORKGROUP), 1, 1],
    shaderKey: "csrProduct",
    size: true,
    // TensorFlow.js writes the bindings and the entry point around this function.
    getUserCode: () => `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let width = uniforms.outShape[1] / 4;
  let row = index / width;
  let column = index - row * width;
  var sum = vec4<f32>(0.0);
  let end = rowStart[row + 1];
  for (var e = rowStart[row]; e < end; e++) {
    sum += values[e] * x[columnIndex[e] * width + column];
  }
  result[index] = sum;
}`,
  };
}
