import { afterEach, expect, test, vi } from "vitest";
import { readDeviceReport } from "./device-report.ts";

const limits = {
  maxBufferSize: 2 ** 31,
  maxStorageBufferBindingSize: 2 ** 27,
  maxComputeWorkgroupStorageSize: 32768,
  maxComputeInvocationsPerWorkgroup: 1024,
};

function onDevice(isFallbackAdapter: boolean | null): void {
  const info = { description: "", vendor: "nvidia", architecture: "ampere", isFallbackAdapter };
  const adapter = { info, limits, features: new Set(["subgroups", "shader-f16"]) };
  const gpu = { requestAdapter: () => Promise.resolve(adapter) };
  vi.stubGlobal("navigator", {
    hardwareConcurrency: 6,
    userAgent: "a browser",
    ...(isFallbackAdapter === null ? {} : { gpu }),
  });
  vi.stubGlobal("crossOriginIsolated", true);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a GPU is told from a software adapter and from none", async () => {
  onDevice(false);
  expect(await readDeviceReport(false)).toMatchObject({ kind: "gpu", adapter: "nvidia ampere" });
  onDevice(true);
  expect((await readDeviceReport(false)).kind).toBe("software-gpu");
  onDevice(null);
  expect(await readDeviceReport(false)).toMatchObject({ kind: "cpu", adapter: "", processors: 6 });
});

test("the lines name limits and features in readable units", async () => {
  onDevice(false);
  const lines = new Map((await readDeviceReport(false)).lines);
  expect(lines.get("Largest buffer")).toBe("2048 MB");
  expect(lines.get("Adapter features")).toBe("shader-f16, subgroups");
  expect(lines.get("Cross-origin isolated")).toBe("yes");
  expect(lines.get("GPU devices")).toBe("one each");
  expect(lines.get("Browser")).toBe("a browser");
  const shared = new Map((await readDeviceReport(true)).lines);
  expect(shared.get("GPU devices")).toBe("one for models and training");
});
