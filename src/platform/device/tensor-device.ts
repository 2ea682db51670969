/** The TensorFlow.js backends that train: WebGPU, WebAssembly, plain JavaScript. Loaded only by a thread that uses one of them. */

import { env, registerBackend, removeBackend, setBackend } from "@tensorflow/tfjs";
import plainWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import { StudioError } from "../../errors.ts";
import { tensorRunEngine } from "../../pipeline/evaluation/tensor-engine.ts";
import { createWideTrainer } from "../../pipeline/evaluation/wide-run.ts";
import { openCpuBackend } from "../../pipeline/tensor.ts";
import type { GpuAdapter } from "./gpu-adapter.ts";
import { gpuFeatureProducts } from "./gpu-csr-product.ts";
import type { OpenGpuDevice } from "./gpu-device.ts";
import { neverFails, type OpenedBackend } from "./opened-backend.ts";

export async function openWebGpu(
  gpu: GpuAdapter,
  openDevice: OpenGpuDevice,
): Promise<OpenedBackend> {
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const device = await openDevice(gpu);
  // The package registers a backend on a device of its own, whose errors could not be heard; a second registration would be ignored.
  removeBackend("webgpu");
  registerBackend("webgpu", () => new WebGPUBackend(device, gpu.adapter.info));
  const failed = deviceFailure(device);
  await startBackend("webgpu");
  return {
    backend: "webgpu",
    adapter: gpu.description,
    failed,
    openEngine: (problem, clock) => createWideTrainer(problem, gpuFeatureProducts, clock),
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

export async function openWasm(): Promise<OpenedBackend> {
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
    openEngine: tensorRunEngine,
  };
}

export async function openCpu(): Promise<OpenedBackend> {
  await openCpuBackend();
  return {
    backend: "cpu",
    adapter: "CPU (JavaScript)",
    failed: neverFails(),
    openEngine: tensorRunEngine,
  };
}

async function startBackend(name: OpenedBackend["backend"]): Promise<void> {
  if (await setBackend(name)) return;
  throw new StudioError("platform/internal", `TensorFlow.js could not start its ${name} backend.`);
}
