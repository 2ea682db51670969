/** EfficientNet-Lite0 in the SIMD module: one image to its embedding and its ImageNet logits, in float32. */

import type { ChannelStatistics } from "../normalize-pixels.ts";
import type { PixelSource } from "../pil-bicubic.ts";
import type { WasmModule } from "./arena.ts";
import { openImageModule, type ImageModule } from "./image-module.ts";
import { createPixelPlanes, type InputPlanes } from "./image-pixels.ts";

/** A stored tensor of the model: weights with the normalisation folded in, or a bias. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface NetworkInput {
  readonly statistics: ChannelStatistics;
  /** Pixels of the shortest side before the 224 x 224 centre is cut out. */
  readonly resizedSide: number;
}

export interface ImageNetworkOutput {
  /** [1280], after global average pooling */
  readonly embedding: Float32Array<ArrayBuffer>;
  /** [1000] */
  readonly logits: Float32Array<ArrayBuffer>;
}

export interface ImageNetwork {
  readonly encodeImage: (source: PixelSource & { readonly channels: 4 }) => ImageNetworkOutput;
  /** @param pixels normalised, [3, 224, 224] @throws RangeError for another size */
  readonly encodePixels: (pixels: Float32Array) => ImageNetworkOutput;
}

const IMAGE_SIDE = 224;
/** The stem's windows reach one pixel beyond the far sides; a row more keeps rows at 16 bytes. */
const INPUT_ROWS = IMAGE_SIDE + 1;
const INPUT_ROW = IMAGE_SIDE + 4;
const STEM_SIDE = IMAGE_SIDE / 2;
const STEM_CHANNELS = 32;
const EMBEDDING = 1280;
const CLASSES = 1000;

/** Channels that lie together, and their bytes. */
const BLOCK = 8;
const BLOCK_BYTES = 4 * BLOCK;

/** Inverted residual blocks of EfficientNet-Lite0 (B0's table in arXiv:1905.11946, without squeeze and excitation). */
const STAGES = [
  { blocks: 1, kernel: 3, stride: 1, expansion: 1, outputs: 16 },
  { blocks: 2, kernel: 3, stride: 2, expansion: 6, outputs: 24 },
  { blocks: 2, kernel: 5, stride: 2, expansion: 6, outputs: 40 },
  { blocks: 3, kernel: 3, stride: 2, expansion: 6, outputs: 80 },
  { blocks: 3, kernel: 5, stride: 1, expansion: 6, outputs: 112 },
  { blocks: 4, kernel: 5, stride: 2, expansion: 6, outputs: 192 },
  { blocks: 1, kernel: 3, stride: 1, expansion: 6, outputs: 320 },
] as const;

/** Where a convolution's packed weights and its bias lie. */
interface Kept {
  readonly weights: number;
  readonly bias: number;
}

interface Block {
  readonly kernel: 3 | 5;
  readonly stride: 1 | 2;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  /** Of the input and of the output plane. */
  readonly side: number;
  readonly outSide: number;
  /** Of the depthwise input with its zeros (TensorFlow's SAME padding), and how many stand before. */
  readonly paddedSide: number;
  readonly before: number;
  /** null in the first block, whose depthwise input is the stem's output. */
  readonly expand: Kept | null;
  readonly depthwise: Kept;
  readonly project: Kept;
  /** Places of the pixels in the padded plane and in the output plane. */
  readonly paddedPlaces: number;
  readonly places: number;
  readonly skip: boolean;
}

interface Plan {
  readonly stem: Kept;
  readonly blocks: readonly Block[];
  readonly head: Kept;
  readonly headPlaces: number;
  readonly classifier: Kept;
}

/** Room that every image uses again. */
interface Room {
  readonly input: InputPlanes;
  /** One block of channels of the depthwise input. */
  readonly padded: number;
  /** The depthwise output. */
  readonly hidden: number;
  /** Inputs and outputs of the inverted residual blocks, in turn. */
  readonly planes: readonly [number, number];
  readonly embedding: number;
  readonly logits: number;
}

/**
 * Takes the model's weights into a new instance of the module, about 20 MB.
 *
 * @param tensors by the names of scripts/build-models/efficientnet_graph.py
 * @throws TypeError if one is missing or has another shape; RangeError without memory
 */
export function createImageNetwork(
  wasm: WasmModule,
  tensors: ReadonlyMap<string, WeightTensor>,
  { statistics, resizedSide }: NetworkInput,
): ImageNetwork {
  const module = openImageModule(wasm);
  const plan = planOf(module, tensors);
  const room = roomFor(module, plan);
  const fillPlanes = createPixelPlanes(module, statistics, resizedSide, IMAGE_SIDE);
  const result = (): ImageNetworkOutput => {
    forward(module, plan, room);
    return {
      embedding: module.floats(room.embedding, EMBEDDING).slice(),
      logits: module.floats(room.logits, CLASSES).slice(),
    };
  };
  return {
    encodeImage: (source) => {
      fillPlanes(source, room.input);
      return result();
    },
    encodePixels: (pixels) => {
      copyPlanes(module, pixels, room.input);
      return result();
    },
  };
}

function copyPlanes(module: ImageModule, pixels: Float32Array, input: InputPlanes): void {
  if (pixels.length !== 3 * IMAGE_SIDE * IMAGE_SIDE) {
    throw new RangeError(`${pixels.length} numbers for [3, ${IMAGE_SIDE}, ${IMAGE_SIDE}]`);
  }
  const planes = module.floats(input.address, 3 * INPUT_ROWS * INPUT_ROW);
  for (let row = 0; row < 3 * IMAGE_SIDE; row++) {
    const plane = Math.floor(row / IMAGE_SIDE);
    const target = (plane * INPUT_ROWS + (row % IMAGE_SIDE)) * INPUT_ROW;
    planes.set(pixels.subarray(row * IMAGE_SIDE, (row + 1) * IMAGE_SIDE), target);
  }
}

function planOf(module: ImageModule, tensors: ReadonlyMap<string, WeightTensor>): Plan {
  const stem = keepConvolution(module, tensors, "stem", [STEM_CHANNELS, 3, 3, 3]);
  const blocks: Block[] = [];
  let side = STEM_SIDE;
  let inputs = STEM_CHANNELS;
  for (const stage of STAGES) {
    for (let i = 0; i < stage.blocks; i++) {
      const stride = i === 0 ? stage.stride : 1;
      const shape = { ...stage, stride, inputs, side };
      const block = planBlock(module, tensors, `block${blocks.length}`, shape);
      blocks.push(block);
      side = block.outSide;
      inputs = block.outputs;
    }
  }
  return {
    stem,
    blocks,
    head: keepConvolution(module, tensors, "head", [EMBEDDING, inputs, 1, 1]),
    headPlaces: keepPlaces(module, side, side, 0),
    classifier: keepConvolution(module, tensors, "classifier", [CLASSES, EMBEDDING]),
  };
}

interface BlockShape extends Pick<Block, "kernel" | "stride" | "inputs" | "side" | "outputs"> {
  readonly expansion: number;
}

function planBlock(
  module: ImageModule,
  tensors: ReadonlyMap<string, WeightTensor>,
  name: string,
  { kernel, stride, inputs, side, outputs, expansion }: BlockShape,
): Block {
  const keep = (part: string, shape: readonly [number, ...number[]]): Kept =>
    keepConvolution(module, tensors, `${name}.${part}`, shape);
  const hidden = inputs * expansion;
  const outSide = Math.ceil(side / stride);
  const padding = Math.max((outSide - 1) * stride + kernel - side, 0);
  const before = Math.floor(padding / 2);
  const paddedSide = side + padding;
  return {
    kernel,
    stride,
    inputs,
    hidden,
    outputs,
    side,
    outSide,
    paddedSide,
    before,
    expand: expansion === 1 ? null : keep("expand", [hidden, inputs, 1, 1]),
    depthwise: keep("depthwise", [hidden, 1, kernel, kernel]),
    project: keep("project", [outputs, hidden, 1, 1]),
    paddedPlaces: keepPlaces(module, side, paddedSide, before),
    places: keepPlaces(module, outSide, outSide, 0),
    skip: stride === 1 && inputs === outputs,
  };
}

/** Weights [outputs, inputs] as [outputs / 8, inputs, 8], and the bias. */
function keepConvolution(
  module: ImageModule,
  tensors: ReadonlyMap<string, WeightTensor>,
  name: string,
  shape: readonly [number, ...number[]],
): Kept {
  const weights = tensorOf(tensors, `${name}.weight.half`, shape);
  const bias = tensorOf(tensors, `${name}.bias`, [shape[0]]);
  const inputs = weights.length / shape[0];
  const packed = new Float32Array(weights.length);
  for (let output = 0; output < shape[0]; output++) {
    const lane = output % BLOCK;
    const start = (output - lane) * inputs + lane;
    for (let input = 0; input < inputs; input++) {
      packed[start + input * BLOCK] = weights[output * inputs + input]!;
    }
  }
  return { weights: module.keep(packed), bias: module.keep(bias) };
}

function tensorOf(
  tensors: ReadonlyMap<string, WeightTensor>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const tensor = tensors.get(name);
  if (tensor?.shape.join() !== shape.join()) {
    throw new TypeError(`${name} is [${tensor?.shape.join() ?? "missing"}], not [${shape.join()}]`);
  }
  return tensor.values;
}

/** Byte offset of each pixel of a square inside a wider square. */
function keepPlaces(module: ImageModule, side: number, wide: number, before: number): number {
  const place = (_: unknown, pixel: number): number =>
    BLOCK_BYTES * ((Math.floor(pixel / side) + before) * wide + (pixel % side) + before);
  return module.keep(Int32Array.from({ length: side * side }, place));
}

function roomFor(module: ImageModule, { blocks }: Plan): Room {
  const { take } = module;
  const largest = (size: (block: Block) => number): number => Math.max(...blocks.map(size));
  const inputSize = 3 * INPUT_ROWS * INPUT_ROW;
  const input = take(inputSize);
  module.floats(input, inputSize).fill(0); // the far sides stay zero
  const plane = largest(({ outputs, outSide }) => outputs * outSide * outSide);
  return {
    input: { address: input, rowBytes: 4 * INPUT_ROW, planeBytes: 4 * INPUT_ROWS * INPUT_ROW },
    padded: take(largest(({ paddedSide }) => BLOCK * paddedSide * paddedSide)),
    hidden: take(largest(({ hidden, outSide }) => hidden * outSide * outSide)),
    planes: [take(plane), take(plane)],
    embedding: take(EMBEDDING),
    logits: take(CLASSES),
  };
}

function forward(module: ImageModule, plan: Plan, room: Room): void {
  const { run } = module;
  let [from, to] = room.planes;
  for (const block of plan.blocks) {
    filterBlock(module, plan.stem, block, room, from);
    projectBlock(module, block, room.hidden, from, to);
    [from, to] = [to, from];
  }
  const last = plan.blocks.at(-1)!;
  const pixels = last.outSide * last.outSide;
  for (let channel = 0; channel < EMBEDDING; channel += BLOCK) {
    run.pointwiseBlock(
      from,
      pixels,
      BLOCK_BYTES * pixels,
      last.outputs / BLOCK,
      plan.head.weights + 4 * channel * last.outputs,
      plan.head.bias + 4 * channel,
      room.padded,
      plan.headPlaces,
      0,
      0,
      6,
    );
    run.meanBlock(room.padded, pixels, room.embedding + 4 * channel);
  }
  const { weights, bias } = plan.classifier;
  run.dense(room.embedding, EMBEDDING, weights, bias, room.logits, CLASSES / BLOCK);
}

/** Expands (or runs the stem) and filters, eight channels at a time, so that what lies between stays in the cache. */
function filterBlock(
  { run, floats }: ImageModule,
  stem: Kept,
  block: Block,
  { input, padded, hidden }: Room,
  from: number,
): void {
  const { kernel, stride, inputs, side, outSide, paddedSide, before, expand, depthwise } = block;
  const rowBytes = BLOCK_BYTES * paddedSide;
  const pixels = side * side;
  const filter = kernel === 3 ? run.depthwise3Block : run.depthwise5Block;
  floats(padded, BLOCK * paddedSide * paddedSide).fill(0);
  for (let channel = 0; channel < block.hidden; channel += BLOCK) {
    if (expand === null) {
      const weights = stem.weights + 4 * channel * 27;
      const target = padded + before * (rowBytes + BLOCK_BYTES);
      const { address, rowBytes: inputRow, planeBytes } = input;
      const bias = stem.bias + 4 * channel;
      run.stemBlock(address, inputRow, planeBytes, weights, bias, target, rowBytes, side);
    } else {
      run.pointwiseBlock(
        from,
        pixels,
        BLOCK_BYTES * pixels,
        inputs / BLOCK,
        expand.weights + 4 * channel * inputs,
        expand.bias + 4 * channel,
        padded,
        block.paddedPlaces,
        0,
        0,
        6,
      );
    }
    const weights = depthwise.weights + 4 * channel * kernel * kernel;
    const target = hidden + 4 * channel * outSide * outSide;
    filter(padded, rowBytes, weights, depthwise.bias + 4 * channel, target, outSide, stride);
  }
}

/** The last 1 x 1 convolution, without an activation, plus the block's input where the shapes allow. */
function projectBlock(
  { run }: ImageModule,
  { hidden, outputs, outSide, project, places, skip }: Block,
  filtered: number,
  from: number,
  to: number,
): void {
  const pixels = outSide * outSide;
  for (let channel = 0; channel < outputs; channel += BLOCK) {
    const offset = 4 * channel * pixels;
    run.pointwiseBlock(
      filtered,
      pixels,
      BLOCK_BYTES * pixels,
      hidden / BLOCK,
      project.weights + 4 * channel * hidden,
      project.bias + 4 * channel,
      to + offset,
      places,
      skip ? from + offset : 0,
      -Infinity,
      Infinity,
    );
  }
}
