/** What this device computes on, in lines that a visitor can copy into a report. */

import { requestGpuAdapter } from "./gpu-adapter.ts";

/** The shape of DeviceReport in the studio's device slice. */
export interface DeviceReport {
  readonly kind: "gpu" | "software-gpu" | "cpu";
  readonly adapter: string;
  readonly crossOriginIsolated: boolean;
  readonly processors: number;
  readonly lines: readonly (readonly [string, string])[];
}

/** @param sharesGpu whether models and training are to use one GPU device */
export async function readDeviceReport(sharesGpu: boolean): Promise<DeviceReport> {
  const gpu = await requestGpuAdapter();
  const processors = navigator.hardwareConcurrency;
  const isolated = globalThis.crossOriginIsolated;
  const lines: [string, string][] = [
    ["WebGPU adapter", gpu === null ? "none" : gpu.description],
    ["Processors", String(processors)],
    ["Cross-origin isolated", isolated ? "yes" : "no, so one wasm thread"],
  ];
  if (gpu !== null) {
    const { info, features, limits } = gpu.adapter;
    lines.push(
      ["Adapter vendor", info.vendor || "not told"],
      ["Adapter architecture", info.architecture || "not told"],
      ["Software adapter", gpu.isFallback ? "yes, training runs on wasm" : "no"],
      ["Adapter features", [...features].sort().join(", ") || "none"],
      ["Largest buffer", megabytes(limits.maxBufferSize)],
      ["Largest storage binding", megabytes(limits.maxStorageBufferBindingSize)],
      ["Workgroup memory", `${String(limits.maxComputeWorkgroupStorageSize)} bytes`],
      ["Threads in a workgroup", String(limits.maxComputeInvocationsPerWorkgroup)],
      ["GPU devices", sharesGpu ? "one for models and training" : "one each"],
    );
  }
  lines.push(["Browser", navigator.userAgent]);
  return {
    kind: gpu === null ? "cpu" : gpu.isFallback ? "software-gpu" : "gpu",
    adapter: gpu?.description ?? "",
    crossOriginIsolated: isolated,
    processors,
    lines,
  };
}

function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / 2 ** 20))} MB`;
}
