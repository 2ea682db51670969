/** What the module exports: its arena, the products of matrix-kernels.ts, and the Graph Adapter's step. Sizes and addresses are unsigned. */

export { allocate, mark, release } from "./arena";
export { clearPanelRows, packRows, transpose, unpackRows } from "./panels";
export { rowProduct } from "./products";
export { sparseProduct } from "./sparse-product";
export {
  evaluate,
  keepParameters,
  lossAndGradients,
  openAdapter,
  parameterCount,
  predict,
  restoreParameters,
  startAdapter,
  updateParameters,
} from "./adapter-step";
