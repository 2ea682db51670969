import { afterEach, expect, test, vi } from "vitest";
import { inferenceDevice, WASM_DEVICE } from "./inference-device.ts";

const withAdapter = (requestAdapter: () => Promise<unknown>): void => {
  vi.stubGlobal("navigator", { gpu: { requestAdapter } });
};
const info = { description: "", vendor: "apple", architecture: "metal-3" };

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a real adapter runs the models, named by what it says of itself", async () => {
  withAdapter(() => Promise.resolve({ info: { ...info, isFallbackAdapter: false } }));
  await expect(inferenceDevice()).resolves.toEqual({ device: "webgpu", adapter: "apple metal-3" });
});

test("no WebGPU, no adapter, a fallback adapter and a broken driver all mean wasm", async () => {
  vi.stubGlobal("navigator", {});
  await expect(inferenceDevice()).resolves.toEqual(WASM_DEVICE);
  withAdapter(() => Promise.resolve(null));
  await expect(inferenceDevice()).resolves.toEqual(WASM_DEVICE);
  withAdapter(() => Promise.resolve({ info: { ...info, isFallbackAdapter: true } }));
  await expect(inferenceDevice()).resolves.toEqual(WASM_DEVICE);
  withAdapter(() => Promise.reject(new Error("driver")));
  await expect(inferenceDevice()).resolves.toEqual(WASM_DEVICE);
});
