/** The one import of TensorFlow.js operations, and the matrix products whose gradients it computes slowly or needlessly. */

import {
  customGrad,
  dispose,
  getBackend,
  keep,
  matMul as plainMatMul,
  setBackend,
  tensor2d,
  tidy,
  transpose,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs";

export {
  add,
  argMax,
  cast,
  clone,
  concat,
  dispose,
  div,
  equal,
  exp,
  gather,
  keep,
  log,
  logSoftmax,
  max,
  memory,
  mul,
  neg,
  relu,
  reshape,
  scalar,
  slice,
  softmax,
  sqrt,
  square,
  stack,
  step,
  sub,
  sum,
  tanh,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  transpose,
  variable,
  variableGrads,
  zerosLike,
} from "@tensorflow/tfjs";
export type {
  Rank,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Variable,
} from "@tensorflow/tfjs";

/** The plain JavaScript backend: the last resort in a browser without WebAssembly, and what the tests run on. */
export async function openCpuBackend(): Promise<void> {
  if (!(await setBackend("cpu"))) throw new TypeError("the cpu backend did not start");
}

/** On wasm a product with a transposed operand runs 7 to 13 times slower than transposing first; on WebGPU it is the faster way. */
function transposesFirst(): boolean {
  return getBackend() === "wasm";
}

/** a bᵀ: [n, k], [m, k] -> [n, m], by the faster way of the backend. Gradients are TensorFlow.js's own. */
export function matMulTransposedRight(a: Tensor2D, b: Tensor2D): Tensor2D {
  return transposesFirst()
    ? tidy(() => plainMatMul(a, transpose(b)))
    : plainMatMul(a, b, false, true);
}

/** aᵀ b: [k, n], [k, m] -> [n, m], by the faster way of the backend. Gradients are TensorFlow.js's own. */
export function matMulTransposedLeft(a: Tensor2D, b: Tensor2D): Tensor2D {
  return transposesFirst()
    ? tidy(() => plainMatMul(transpose(a), b))
    : plainMatMul(a, b, true, false);
}

/**
 * a b with ∂a = dy bᵀ and ∂b = aᵀ dy. Shapes: [n, k], [k, m] -> [n, m].
 * Only on wasm the gradient is written out, so that it transposes first.
 */
export function matMul(a: Tensor2D, b: Tensor2D): Tensor2D {
  if (!transposesFirst()) return plainMatMul(a, b);
  const product = customGrad<Tensor2D>((...inputs) => {
    const save = inputs[2];
    if (typeof save !== "function") throw new TypeError("customGrad passed no save function");
    save([a, b]);
    return {
      value: plainMatMul(a, b),
      gradFunc: (dy, saved): Tensor[] => [
        plainMatMul(dy, transpose(saved[1]!)),
        plainMatMul(transpose(saved[0]!), dy),
      ],
    };
  });
  return product(a, b);
}

/** Products of S pairs of matrices at once, with the transposes that WebGPU has built in: op(a) op(b), [S, n, k], [S, k, m] -> [S, n, m]. */
export function batchMatMul(
  a: Tensor3D,
  b: Tensor3D,
  transposed: "none" | "left" | "right" = "none",
): Tensor3D {
  return plainMatMul(a, b, transposed === "left", transposed === "right");
}

/**
 * A matrix [n, k] that no gradient is taken of, such as the features X and Â X.
 * On wasm its transpose is made once, at the first gradient, and kept until `dispose`.
 */
export class ConstantMatrix {
  readonly tensor: Tensor2D;
  #transposed: Tensor2D | null = null;

  /** @param values row-major [rows, columns]; copied */
  constructor(values: Float32Array, rows: number, columns: number) {
    this.tensor = keep(tensor2d(values, [rows, columns]));
  }

  get rows(): number {
    return this.tensor.shape[0];
  }

  /** C b for a variable right operand, with ∂b = Cᵀ dy and no gradient of C. Shapes: [n, k], [k, m] -> [n, m]. */
  times(b: Tensor2D): Tensor2D {
    const product = customGrad<Tensor2D>(() => ({
      value: plainMatMul(this.tensor, b),
      gradFunc: (dy): Tensor => this.transposedTimes(dy),
    }));
    return product(b);
  }

  /** Cᵀ b. Shapes: [n, k], [n, m] -> [k, m]. */
  transposedTimes(b: Tensor2D): Tensor2D {
    if (!transposesFirst()) return plainMatMul(this.tensor, b, true, false);
    this.#transposed ??= keep(transpose(this.tensor));
    return plainMatMul(this.#transposed, b);
  }

  dispose(): void {
    dispose(this.tensor);
    if (this.#transposed !== null) dispose(this.#transposed);
    this.#transposed = null;
  }
}
