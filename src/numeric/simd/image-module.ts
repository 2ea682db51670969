/** One instance of the image encoder's SIMD module: its functions, and its memory as an arena. */

import type { WasmModule } from "./arena.ts";

declare const WebAssembly: {
  readonly Instance: new (module: WasmModule) => { readonly exports: ImageExports };
};

/** Addresses are bytes. Sizes and meanings: assembly/image-*.ts. */
interface ImageExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly allocate: (count: number) => number;
  readonly mark: () => number;
  readonly release: (to: number) => void;
  readonly stemBlock: (
    x: number,
    rowBytes: number,
    planeBytes: number,
    weights: number,
    bias: number,
    out: number,
    outRowBytes: number,
    side: number,
  ) => void;
  readonly pointwiseBlock: (
    x: number,
    pixels: number,
    planeBytes: number,
    inBlocks: number,
    weights: number,
    bias: number,
    out: number,
    places: number,
    residual: number,
    lowest: number,
    highest: number,
  ) => void;
  readonly depthwise3Block: DepthwiseBlock;
  readonly depthwise5Block: DepthwiseBlock;
  readonly meanBlock: (x: number, pixels: number, out: number) => void;
  readonly dense: (
    x: number,
    inputs: number,
    weights: number,
    bias: number,
    out: number,
    outBlocks: number,
  ) => void;
  readonly resampleRows: (
    source: number,
    width: number,
    rows: number,
    starts: number,
    counts: number,
    weights: number,
    stride: number,
    side: number,
    out: number,
  ) => void;
  readonly resampleColumns: (
    band: number,
    starts: number,
    counts: number,
    weights: number,
    stride: number,
    side: number,
    out: number,
  ) => void;
  readonly normalizedPlanes: (
    pixels: number,
    side: number,
    values: number,
    out: number,
    rowBytes: number,
    planeBytes: number,
  ) => void;
}

type DepthwiseBlock = (
  x: number,
  rowBytes: number,
  weights: number,
  bias: number,
  out: number,
  side: number,
  stride: number,
) => void;

export interface ImageModule {
  readonly run: ImageExports;
  /** Address of new numbers of four bytes, not cleared. @throws RangeError when the memory cannot grow that far */
  readonly take: (count: number) => number;
  /** As `take`, filled with the values. */
  readonly keep: (values: Float32Array | Int32Array) => number;
  /** Views end with the next `take`, which may move the memory. */
  readonly floats: (address: number, count: number) => Float32Array<ArrayBuffer>;
  readonly bytes: (address: number, count: number) => Uint8Array<ArrayBuffer>;
}

/** An instance with a memory of its own. @param module compiled from image-encoder.wasm or image-encoder-fma.wasm */
export function openImageModule(module: WasmModule): ImageModule {
  const run = new WebAssembly.Instance(module).exports;
  const take = (count: number): number => {
    const address = count < 2 ** 29 ? run.allocate(count) >>> 0 : 0;
    if (address === 0) throw new RangeError(`no memory for ${4 * count} bytes`);
    return address;
  };
  return {
    run,
    take,
    keep: (values) => {
      const address = take(values.length);
      const { buffer } = run.memory;
      const same = values instanceof Float32Array ? Float32Array : Int32Array;
      new same(buffer, address, values.length).set(values);
      return address;
    },
    floats: (address, count) => new Float32Array(run.memory.buffer, address, count),
    bytes: (address, count) => new Uint8Array(run.memory.buffer, address, count),
  };
}
