import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { openTrainingDevice } from "./training-device.ts";

/** As the first of its page: the module keeps the build that it loaded. */
const open: typeof openTrainingDevice = async (forced) =>
  (await import("./training-device.ts")).openTrainingDevice(forced);

/** Vite's addresses of files are their paths in the repository. */
const fetched: string[] = [];

beforeEach(() => {
  vi.resetModules();
  fetched.length = 0;
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("fetch", async (url: string) => {
    fetched.push(url.replace(/.*\//, ""));
    return new Response(await readFile(`.${url}`));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("WebGPU that is forced and absent is refused, not replaced", async () => {
  await expect(open("webgpu")).rejects.toMatchObject({
    code: "platform/webgpu-unavailable",
  });
  vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.resolve(null) } });
  await expect(open("webgpu")).rejects.toMatchObject({
    code: "platform/webgpu-unavailable",
  });
});

test("without a GPU the SIMD module trains: the relaxed build where the engine takes it, else the plain one", async () => {
  const validate = vi.spyOn(WebAssembly, "validate");
  validate.mockReturnValueOnce(false);
  const device = await open(null);
  expect(fetched).toEqual(["simd-fma.wasm", "simd.wasm"]);
  expect([device.backend, device.adapter, device.kernels.name]).toEqual([
    "simd",
    "CPU (SIMD)",
    "simd",
  ]);
});

test("a software adapter does not train unless it is forced", async () => {
  const adapter = { info: { description: "SwiftShader", isFallbackAdapter: true } };
  vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.resolve(adapter) } });
  expect((await open("simd")).backend).toBe("simd");
  expect((await open(null)).backend).toMatch(/^simd/);
});

test("plain SIMD that is forced is not replaced by the relaxed build", async () => {
  const device = await open("simd");
  expect([device.backend, device.kernels.name]).toEqual(["simd", "simd"]);
  expect(fetched).toEqual(["simd.wasm"]);
});

test("an engine that refuses both builds trains on TensorFlow.js, with the plain kernels", async () => {
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  const device = await open("cpu");
  expect([device.backend, device.kernels.name]).toEqual(["cpu", "reference"]);
});

test("without WebGPU and WebAssembly training still runs, in JavaScript, and says so", async () => {
  const { WebAssembly } = globalThis;
  Reflect.deleteProperty(globalThis, "WebAssembly");
  const device = await open(null);
  globalThis.WebAssembly = WebAssembly;
  expect([device.backend, device.adapter]).toEqual(["cpu", "CPU (JavaScript)"]);
});
