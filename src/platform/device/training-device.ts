/** What trains on this device: a real GPU, else the page's own SIMD module, else TensorFlow.js on the processor. */

import { StudioError } from "../../errors.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { createSimdKernels } from "../../numeric/simd/simd-kernels.ts";
import { simdRunEngine } from "../../pipeline/evaluation/simd-engine.ts";
import { requestGpuAdapter, type GpuAdapter } from "./gpu-adapter.ts";
import { openGpuDevice, type OpenGpuDevice } from "./gpu-device.ts";
import { neverFails, type OpenedBackend } from "./opened-backend.ts";
import { loadSimdModule, type SimdModule } from "./simd-module.ts";

export type TrainingBackend = OpenedBackend["backend"];

export interface OpenTrainingDevice extends OpenedBackend {
  /** Rank the pairs and multiply with Â. */
  readonly kernels: MatrixKernels;
}

/**
 * Chooses and starts the backend of this thread. TensorFlow.js is loaded only where it is used.
 *
 * @param forced takes this backend whatever the device; on a software adapter WebGPU works, slowly. A build of the module that the engine refuses
 * is replaced by TensorFlow.js on the processor
 * @param openDevice where a GPU trains
 * @throws StudioError platform/webgpu-unavailable when WebGPU is forced and the browser has no adapter
 */
export async function openTrainingDevice(
  forced: TrainingBackend | null,
  openDevice: OpenGpuDevice = openGpuDevice,
): Promise<OpenTrainingDevice> {
  const gpu = await chosenGpu(forced);
  const simd = await loadSimdModule(forced === "simd" || forced === "simd-fma" ? forced : null);
  const kernels = simd === null ? referenceKernels : createSimdKernels(simd.module, simd.name);
  return { ...(await openBackend(forced, gpu, simd, openDevice)), kernels };
}

/** Null where the processor trains. */
async function chosenGpu(forced: TrainingBackend | null): Promise<GpuAdapter | null> {
  if (forced !== null && forced !== "webgpu") return null;
  const gpu = await requestGpuAdapter();
  if (forced === null) return gpu === null || gpu.isFallback ? null : gpu;
  if (gpu === null) {
    throw new StudioError("platform/webgpu-unavailable", "This browser has no WebGPU adapter.");
  }
  return gpu;
}

async function openBackend(
  forced: TrainingBackend | null,
  gpu: GpuAdapter | null,
  simd: SimdModule | null,
  openDevice: OpenGpuDevice,
): Promise<OpenedBackend> {
  if (gpu !== null) {
    const { openWebGpu } = await import("./tensor-device.ts");
    return openWebGpu(gpu, openDevice);
  }
  if (forced === "cpu" || forced === "wasm") return openTensorFlow(forced);
  if (simd !== null) return openSimd(simd);
  return openTensorFlow(Reflect.has(globalThis, "WebAssembly") ? "wasm" : "cpu");
}

function openSimd({ name, module }: SimdModule): OpenedBackend {
  return {
    backend: name,
    adapter: name === "simd" ? "CPU (SIMD)" : "CPU (relaxed SIMD)",
    failed: neverFails(),
    openEngine: simdRunEngine(module),
  };
}

async function openTensorFlow(backend: "wasm" | "cpu"): Promise<OpenedBackend> {
  const { openCpu, openWasm } = await import("./tensor-device.ts");
  return backend === "wasm" ? openWasm() : openCpu();
}
