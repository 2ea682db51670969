import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import reference from "../fixtures/bicubic-reference.json" with { type: "json" };
import { normalizedPixels, type ChannelStatistics } from "../normalize-pixels.ts";
import { pilBicubicCenterCrop } from "../pil-bicubic.ts";
import { createRandom } from "../random.ts";
import { openImageModule, type ImageModule } from "./image-module.ts";
import { createPixelPlanes } from "./image-pixels.ts";

const bytes = new Uint8Array(readFileSync(new URL("image-encoder.wasm", import.meta.url)));
const open = (): ImageModule => openImageModule(new WebAssembly.Module(bytes));

const normals = (seed: number, length: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
};

/** Channel c of pixel p in blocks of eight channels of `pixels` pixels each. */
const at = (channel: number, pixel: number, pixels: number): number =>
  (Math.floor(channel / 8) * pixels + pixel) * 8 + (channel % 8);

const clip = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const largest = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - actual[i]!)),
    0,
  );
  expect(largest).toBeLessThan(2e-5);
}

describe("a 1 x 1 convolution", () => {
  // 13 pixels: two tiles of six and one that overlaps; places two apart, as in a wider plane.
  const [pixels, inputs] = [13, 24];
  const x = normals(1, inputs * pixels);
  const weights = normals(2, inputs * 8);
  const bias = normals(3, 8);
  const residual = normals(4, pixels * 8);
  const run = (withResidual: boolean, low: number, high: number): Float32Array => {
    const module = open();
    const out = module.keep(new Float32Array(2 * pixels * 8));
    module.run.pointwiseBlock(
      module.keep(x),
      pixels,
      pixels * 32,
      inputs / 8,
      module.keep(weights),
      module.keep(bias),
      out,
      module.keep(Int32Array.from({ length: pixels }, (_, pixel) => pixel * 64)),
      withResidual ? module.keep(residual) : 0,
      low,
      high,
    );
    return module.floats(out, 2 * pixels * 8);
  };
  const expected = (withResidual: boolean, low: number, high: number): number[] => {
    const out = new Array<number>(2 * pixels * 8).fill(0);
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let output = 0; output < 8; output++) {
        let sum = bias[output]! + (withResidual ? residual[pixel * 8 + output]! : 0);
        for (let k = 0; k < inputs; k++) sum += weights[k * 8 + output]! * x[at(k, pixel, pixels)]!;
        out[2 * pixel * 8 + output] = clip(sum, low, high);
      }
    }
    return out;
  };

  test("is the weighted sum of the channels, clipped, at the places asked for", () => {
    expectClose(run(false, 0, 6), expected(false, 0, 6));
  });

  test("adds the residual before it clips", () => {
    expectClose(run(true, -Infinity, Infinity), expected(true, -Infinity, Infinity));
    expectClose(run(true, 0, 6), expected(true, 0, 6));
  });
});

describe.each([
  { kernel: 3, stride: 1 },
  { kernel: 3, stride: 2 },
  { kernel: 5, stride: 1 },
  { kernel: 5, stride: 2 },
])("a depthwise convolution, window $kernel, stride $stride", ({ kernel, stride }) => {
  test("is relu6 of the windows' weighted sums, each channel by itself", () => {
    const side = 14;
    const wide = (side - 1) * stride + kernel;
    const x = normals(5, wide * wide * 8);
    const weights = normals(6, kernel * kernel * 8);
    const bias = normals(7, 8);
    const module = open();
    const out = module.take(side * side * 8);
    const { depthwise3Block, depthwise5Block } = module.run;
    const filter = kernel === 3 ? depthwise3Block : depthwise5Block;
    const [xAt, weightsAt, biasAt] = [module.keep(x), module.keep(weights), module.keep(bias)];
    filter(xAt, wide * 32, weightsAt, biasAt, out, side, stride);
    const expected = Array.from({ length: side * side * 8 }, (_, i) => {
      const channel = i % 8;
      const column = Math.floor(i / 8) % side;
      const row = Math.floor(i / 8 / side);
      let sum = bias[channel]!;
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          const pixel = (row * stride + ky) * wide + column * stride + kx;
          sum += weights[(ky * kernel + kx) * 8 + channel]! * x[pixel * 8 + channel]!;
        }
      }
      return clip(sum, 0, 6);
    });
    expectClose(module.floats(out, side * side * 8), expected);
  });
});

test("the first convolution is relu6 of 3 x 3 windows of three planes at stride 2", () => {
  const side = 8;
  const wide = 2 * side + 1;
  const x = normals(8, 3 * wide * wide);
  const weights = normals(9, 27 * 8);
  const bias = normals(10, 8);
  const module = open();
  const out = module.take(side * side * 8);
  const [xAt, weightsAt, biasAt] = [module.keep(x), module.keep(weights), module.keep(bias)];
  module.run.stemBlock(xAt, wide * 4, wide * wide * 4, weightsAt, biasAt, out, side * 32, side);
  const expected = Array.from({ length: side * side * 8 }, (_, i) => {
    const [row, column] = [Math.floor(i / 8 / side), Math.floor(i / 8) % side];
    let sum = bias[i % 8]!;
    for (let k = 0; k < 27; k++) {
      const [plane, ky, kx] = [Math.floor(k / 9), Math.floor(k / 3) % 3, k % 3];
      const pixel = (plane * wide + 2 * row + ky) * wide + 2 * column + kx;
      sum += weights[k * 8 + (i % 8)]! * x[pixel]!;
    }
    return clip(sum, 0, 6);
  });
  expectClose(module.floats(out, side * side * 8), expected);
});

test("the mean over pixels, and the last product", () => {
  const module = open();
  const x = normals(11, 49 * 8);
  const mean = module.take(8);
  module.run.meanBlock(module.keep(x), 49, mean);
  const channels = Array.from({ length: 8 }, (_, channel) => channel);
  const means = channels.map(
    (channel) => x.reduce((sum, value, i) => (i % 8 === channel ? sum + value : sum), 0) / 49,
  );
  expectClose(module.floats(mean, 8), means);

  const [inputs, outputs] = [40, 16];
  const input = normals(12, inputs);
  const weights = normals(13, inputs * outputs);
  const bias = normals(14, outputs);
  const out = module.take(outputs);
  const [inputAt, weightsAt, biasAt] = [input, weights, bias].map(module.keep);
  module.run.dense(inputAt!, inputs, weightsAt!, biasAt!, out, outputs / 8);
  const products = Array.from(bias, (start, output) =>
    input.reduce((sum, value, k) => sum + value * weights[at(output, k, inputs)]!, start),
  );
  expectClose(module.floats(out, outputs), products);
});

describe("an image's planes", () => {
  const statistics: ChannelStatistics = {
    mean: [0.485, 0.456, 0.406],
    standardDeviation: [0.229, 0.224, 0.225],
  };
  const noise = (width: number, height: number): Uint8Array => {
    const pixels = new Uint8Array(4 * width * height);
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.imul(i, 2654435761) >>> 21;
    return pixels;
  };

  test.each([
    ...reference.cases.filter(({ crop }) => crop % 4 === 0),
    // Above one strip of 1 MB, and one whose rows are longer than a strip.
    { width: 900, height: 1200, resize: 256, crop: 224 },
    { width: 300_000, height: 3, resize: 4, crop: 4 },
  ])("are those of the plain path, $width x $height", ({ width, height, resize, crop }) => {
    const source = { pixels: noise(width, height), width, height, channels: 4 } as const;
    const module = open();
    const address = module.take(3 * crop * crop);
    const before = module.run.mark();
    const fill = createPixelPlanes(module, statistics, resize, crop);
    const kept = module.run.mark();
    fill(source, { address, rowBytes: 4 * crop, planeBytes: 4 * crop * crop });
    expect(module.run.mark()).toBe(kept);
    expect(kept).toBeGreaterThan(before);
    const expected = normalizedPixels(pilBicubicCenterCrop(source, resize, crop), statistics);
    // Element by element, because toEqual takes seconds for so many numbers.
    const planes = module.floats(address, 3 * crop * crop);
    expect(planes.findIndex((value, i) => value !== expected[i])).toBe(-1);
  });
});
