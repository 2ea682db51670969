/** What the image encoder's module exports: its arena, the convolutions of EfficientNet-Lite0, and Pillow's resampling. Sizes and addresses are unsigned. */

export { allocate, mark, release } from "./arena";
export { dense, meanBlock, pointwiseBlock } from "./image-products";
export { depthwise3Block, depthwise5Block, stemBlock } from "./image-windows";
export { normalizedPlanes, resampleColumns, resampleRows } from "./image-pixels";
