/** Where the frozen models run: WebGPU on a real adapter, else wasm on the processor. */

export interface InferenceDevice {
  readonly device: "webgpu" | "wasm";
  /** The GPU adapter's description, or "CPU (wasm)". */
  readonly adapter: string;
}

export const WASM_DEVICE: InferenceDevice = { device: "wasm", adapter: "CPU (wasm)" };

/** A fallback adapter draws on the processor and is many times slower than wasm there, so it does not count. */
export async function inferenceDevice(): Promise<InferenceDevice> {
  if (!("gpu" in navigator)) return WASM_DEVICE;
  // A broken driver may reject instead of giving no adapter.
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  if (adapter === null || adapter.info.isFallbackAdapter) return WASM_DEVICE;
  const { description, vendor, architecture } = adapter.info;
  return { device: "webgpu", adapter: description || `${vendor} ${architecture}`.trim() };
}
