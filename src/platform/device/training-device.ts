/** Which TensorFlow.js backend trains on this device: a real GPU, else WebAssembly, else plain JavaScript. */

import { env, registerBackend, removeBackend, setBackend } from "@tensorflow/tfjs";
import plainWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import { StudioError } from "../../errors.ts";
import { openCpuBackend } from "../../pipeline/tensor.ts";
import { requestGpuAdapter, type GpuAdapter } from "./gpu-adapter.ts";

export type TrainingBackend = "webgpu" | "wasm" | "cpu";

export interface OpenTrainingDevice {
  readonly backend: TrainingBackend;
  /** The GPU adapter's description, or the kind of processor code. */
  readonly adapter: string;
  /** Rejects with platform/device-lost when the GPU device is lost or reports an error; otherwise stays pending. */
  readonly failed: Promise<never>;
}

/**
 * Chooses and starts the backend of this thread.
 *
 * @param forced takes this backend whatever the device; on a software adapter WebGPU works, slowly
 * @throws StudioError platform/webgpu-unavailable when WebGPU is forced and the browser has no adapter
 */
export async function openTrainingDevice(
  forced: TrainingBackend | null,
): Promise<OpenTrainingDevice> {
  if (forced === "cpu") return openCpu();
  if (forced === "wasm") return openWasm();
  const gpu = await requestGpuAdapter();
  if (forced === "webgpu") {
    if (gpu === null) {
      throw new StudioError("platform/webgpu-unavailable", "This browser has no WebGPU adapter.");
    }
    return openWebGpu(gpu);
  }
  if (gpu !== null && !gpu.isFallback) return openWebGpu(gpu);
  return Reflect.has(globalThis, "WebAssembly") ? openWasm() : openCpu();
}

async function openWebGpu({ adapter, description }: GpuAdapter): Promise<OpenTrainingDevice> {
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const device = await adapter.requestDevice({ requiredLimits: fullLimits(adapter.limits) });
  // The package registers a backend on a device of its own, whose errors could not be heard; a second registration would be ignored.
  removeBackend("webgpu");
  registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info));
  const failed = deviceFailure(device);
  await startBackend("webgpu");
  return { backend: "webgpu", adapter: description, failed };
}

/** Defaults are far below what an adapter can do; TensorFlow.js sizes its kernels by these. */
function fullLimits(limits: GPUSupportedLimits): Record<string, number> {
  return {
    maxBufferSize: limits.maxBufferSize,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
  };
}

/** WebGPU errors never throw where they arise: without this a failed kernel would only give zeros. */
function deviceFailure(device: GPUDevice): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    const fail = (message: string): void => {
      reject(new StudioError("platform/device-lost", message));
    };
    device.onuncapturederror = ({ error }) => fail(`The GPU reported an error: ${error.message}`);
    void device.lost.then(({ reason, message }) =>
      fail(message || `The GPU was lost (${reason}).`),
    );
  });
  // It may fail while nobody waits; whoever trains next meets it.
  failed.catch(() => undefined);
  return failed;
}

async function openWasm(): Promise<OpenTrainingDevice> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // Its threaded build breaks in a minified bundle; runs are spread over workers instead, so its file is never asked for.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  setWasmPaths({
    "tfjs-backend-wasm.wasm": plainWasm,
    "tfjs-backend-wasm-simd.wasm": simdWasm,
    "tfjs-backend-wasm-threaded-simd.wasm": simdWasm,
  });
  await startBackend("wasm");
  const simd = await env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return {
    backend: "wasm",
    adapter: simd === true ? "CPU (wasm, SIMD)" : "CPU (wasm, no SIMD)",
    failed: neverFails(),
  };
}

async function openCpu(): Promise<OpenTrainingDevice> {
  await openCpuBackend();
  return { backend: "cpu", adapter: "CPU (JavaScript)", failed: neverFails() };
}

async function startBackend(name: TrainingBackend): Promise<void> {
  if (await setBackend(name)) return;
  throw new StudioError("platform/internal", `TensorFlow.js could not start its ${name} backend.`);
}

function neverFails(): Promise<never> {
  return new Promise(() => undefined);
}
