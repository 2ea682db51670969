/** The WebGPU adapter of this browser, and whether a GPU is behind it. */

export interface GpuAdapter {
  readonly adapter: GPUAdapter;
  readonly description: string;
  /** True for a software adapter such as SwiftShader, which is slower than wasm on the same processor. */
  readonly isFallback: boolean;
}

/** Null where the browser has no WebGPU or gives no adapter, as after two crashes of its GPU process or with a broken driver. */
export async function requestGpuAdapter(): Promise<GpuAdapter | null> {
  // Absent outside secure contexts and in browsers without WebGPU, whatever the types say.
  if (!("gpu" in navigator)) return null;
  const adapter = await navigator.gpu
    .requestAdapter({ powerPreference: "high-performance" })
    .catch(() => null);
  if (adapter === null) return null;
  const { info } = adapter;
  const name = info.description || [info.vendor, info.architecture].filter(Boolean).join(" ");
  return {
    adapter,
    description: name || "unnamed adapter",
    isFallback: info.isFallbackAdapter,
  };
}
