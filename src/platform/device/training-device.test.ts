import { afterEach, expect, test, vi } from "vitest";
import { openTrainingDevice } from "./training-device.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("WebGPU that is forced and absent is refused, not replaced", async () => {
  vi.stubGlobal("navigator", {});
  await expect(openTrainingDevice("webgpu")).rejects.toMatchObject({
    code: "platform/webgpu-unavailable",
  });
  vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.resolve(null) } });
  await expect(openTrainingDevice("webgpu")).rejects.toMatchObject({
    code: "platform/webgpu-unavailable",
  });
});

test("without WebGPU and WebAssembly training still runs, in JavaScript, and says so", async () => {
  vi.stubGlobal("navigator", {});
  const { WebAssembly } = globalThis;
  Reflect.deleteProperty(globalThis, "WebAssembly");
  const device = await openTrainingDevice(null);
  globalThis.WebAssembly = WebAssembly;
  expect([device.backend, device.adapter]).toEqual(["cpu", "CPU (JavaScript)"]);
});
