import { beforeEach, expect, test, vi } from "vitest";
import type { ImageModelOutput } from "./embedded-models.ts";
import { loadEmbeddedImageModel } from "./embedded-image-model.ts";
import type { ImageModelRunner } from "./image-model-input.ts";
import { openOnnxImageModel } from "./onnx-image-model.ts";
import { openSimdImageModel } from "./simd-image-model.ts";

vi.mock("./onnx-image-model.ts", () => ({ openOnnxImageModel: vi.fn() }));
vi.mock("./simd-image-model.ts", () => ({ openSimdImageModel: vi.fn() }));
vi.mock("./self-check.ts", async (original) => ({
  ...(await original<object>()),
  readSelfCheck: () => Promise.resolve({ expected: [1, 2, 3], text: null }),
}));

const PHOTO = { pixels: new Uint8Array(4), width: 1, height: 1, channels: 4 } as const;
const base = "http://localhost/";
const bytes = (): void => undefined;

/** A runner that says which one it is in its logits. */
function runner(logit: number, embedding: readonly number[]): ImageModelRunner {
  const output: ImageModelOutput = {
    embedding: Float32Array.from(embedding),
    logits: Float32Array.of(logit),
  };
  return {
    encodeImage: () => Promise.resolve(output),
    encodePixels: () => Promise.resolve(output),
    dispose: () => Promise.resolve(),
  };
}

const [SIMD, ONNX] = [1, 2];

async function ranOn(device: "wasm" | "webgpu"): Promise<number | undefined> {
  const model = await loadEmbeddedImageModel(base, device, null, bytes);
  return (await model.encode(PHOTO)).logits[0];
}

beforeEach(() => {
  vi.mocked(openSimdImageModel)
    .mockReset()
    .mockResolvedValue(runner(SIMD, [1, 2, 3]));
  vi.mocked(openOnnxImageModel)
    .mockReset()
    .mockResolvedValue(runner(ONNX, [1, 2, 3]));
});

test("the processor runs the SIMD module alone, a GPU ONNX Runtime alone", async () => {
  await expect(ranOn("wasm")).resolves.toBe(SIMD);
  expect(openOnnxImageModel).not.toHaveBeenCalled();
  await expect(ranOn("webgpu")).resolves.toBe(ONNX);
  expect(openSimdImageModel).toHaveBeenCalledTimes(1);
});

test("an engine that refuses the module falls back to ONNX Runtime", async () => {
  vi.mocked(openSimdImageModel).mockRejectedValue(new WebAssembly.CompileError("no SIMD"));
  await expect(ranOn("wasm")).resolves.toBe(ONNX);
});

test("a module that gives another embedding than the stored one is not used", async () => {
  vi.mocked(openSimdImageModel).mockResolvedValue(runner(SIMD, [3, 2, 1]));
  await expect(ranOn("wasm")).resolves.toBe(ONNX);
  vi.mocked(openSimdImageModel).mockResolvedValue(runner(SIMD, [Number.NaN, 2, 3]));
  await expect(ranOn("wasm")).resolves.toBe(ONNX);
});

test("where both fail the visitor gets ONNX Runtime's error", async () => {
  vi.mocked(openSimdImageModel).mockResolvedValue(runner(SIMD, [3, 2, 1]));
  vi.mocked(openOnnxImageModel).mockResolvedValue(runner(ONNX, [3, 2, 1]));
  await expect(ranOn("wasm")).rejects.toMatchObject({ code: "embeddings/self-check-failed" });
  vi.mocked(openOnnxImageModel).mockRejectedValue(new TypeError("HTTP 404"));
  await expect(ranOn("wasm")).rejects.toThrow("HTTP 404");
});
