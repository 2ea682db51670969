/** Where the frozen models run: WebGPU on a real adapter, else wasm on the processor. */

import { requestGpuAdapter } from "../device/gpu-adapter.ts";

export interface InferenceDevice {
  readonly device: "webgpu" | "wasm";
  /** The GPU adapter's description, or "CPU (wasm)". */
  readonly adapter: string;
}

export const WASM_DEVICE: InferenceDevice = { device: "wasm", adapter: "CPU (wasm)" };

/** A fallback adapter draws on the processor and is many times slower than wasm there, so it does not count. */
export async function inferenceDevice(): Promise<InferenceDevice> {
  // A broken driver may reject instead of giving no adapter.
  const gpu = await requestGpuAdapter().catch(() => null);
  if (gpu === null || gpu.isFallback) return WASM_DEVICE;
  return { device: "webgpu", adapter: gpu.description };
}
