import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cosineSimilarity } from "../../numeric/cosine-similarity.ts";
import { createImageNetwork } from "../../numeric/simd/image-network.ts";
import { IMAGENET_STATISTICS } from "./image-model-input.ts";
import { readOnnxTensors } from "./onnx-tensors.ts";

const read = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(path, import.meta.url)));
const folder = "../../../public/models/efficientnet-lite0/";
const tensors = readOnnxTensors(read(`${folder}onnx/model.onnx`));
const input = { statistics: IMAGENET_STATISTICS, resizedSide: 256 };
const stored = JSON.parse(new TextDecoder().decode(read(`${folder}self-check.json`))) as {
  readonly expected: readonly number[];
};
const pixels = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => {
  const [c, y, x] = [Math.floor(i / 50176), Math.floor(i / 224) % 224, i % 224];
  return 2 * Math.sin((x * y) / 700 + (c * (x + y)) / 90);
});
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe.each(["image-encoder", "image-encoder-fma"])("EfficientNet-Lite0 in %s.wasm", (name) => {
  const bytes = read(`../../numeric/simd/${name}.wasm`);
  // Node 20 takes relaxed SIMD only with --experimental-wasm-relaxed-simd.
  const able = WebAssembly.validate(bytes);
  const open = (weights = tensors) =>
    createImageNetwork(new WebAssembly.Module(bytes), weights, input);

  test.runIf(able)("gives the stored embedding, to the digits stored", () => {
    const { embedding } = open().encodePixels(pixels);
    expect(cosineSimilarity(embedding, stored.expected)).toBeGreaterThan(1 - 1e-9);
    const length = Math.hypot(...stored.expected);
    expect(largest(embedding, stored.expected) / length).toBeLessThan(2e-6);
  });

  test.runIf(able)("gives the classifier's product with the embedding as logits", () => {
    const { embedding, logits } = open().encodePixels(pixels);
    const weights = tensors.get("classifier.weight.half")!.values;
    const bias = tensors.get("classifier.bias")!.values;
    const expected = Array.from(bias, (start, row) =>
      embedding.reduce((sum, value, k) => sum + value * weights[row * 1280 + k]!, start),
    );
    expect(logits).toHaveLength(1000);
    expect(largest(logits, expected)).toBeLessThan(1e-4);
  });

  test.runIf(able)("leaves nothing of an image behind for the next one", () => {
    const network = open();
    const first = network.encodePixels(pixels);
    network.encodePixels(pixels.map((value) => 3 - value));
    expect(network.encodePixels(pixels)).toEqual(first);
  });

  test.runIf(able)("refuses weights and pixels of another shape", () => {
    const cut = new Map(tensors).set("block3.expand.bias", {
      shape: [1],
      values: Float32Array.of(0),
    });
    expect(() => open(cut)).toThrow("block3.expand.bias");
    expect(() => open(new Map())).toThrow("stem.weight.half");
    expect(() => open().encodePixels(pixels.subarray(1))).toThrow(RangeError);
  });
});
