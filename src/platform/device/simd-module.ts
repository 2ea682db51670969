/** The SIMD module of src/numeric as this engine runs it, fetched and compiled once a thread. */

import fusedWasm from "../../numeric/simd/simd-fma.wasm?url";
import plainWasm from "../../numeric/simd/simd.wasm?url";
import { StudioError } from "../../errors.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { createSimdKernels } from "../../numeric/simd/simd-kernels.ts";

export interface SimdModule {
  readonly name: "simd" | "simd-fma";
  readonly module: WebAssembly.Module;
}

const FILES = { "simd-fma": fusedWasm, simd: plainWasm };

let loading: Promise<SimdModule | null> | null = null;

/**
 * The build with fused multiply-add where the engine takes it, else plain SIMD; null where it takes neither. Results of the two differ in the last bits.
 *
 * @param only this build or none
 * @throws StudioError platform/internal when a file cannot be fetched
 */
export function loadSimdModule(only: SimdModule["name"] | null = null): Promise<SimdModule | null> {
  if (only !== null) return loadBuild(only);
  if (loading !== null) return loading;
  const started = loadBest();
  loading = started;
  // The next call tries again: the page may have been offline.
  started.catch(() => (loading = null));
  return started;
}

/** Kernels of the best module, or the plain TypeScript ones. */
export async function openMatrixKernels(): Promise<MatrixKernels> {
  const loaded = await loadSimdModule();
  return loaded === null ? referenceKernels : createSimdKernels(loaded.module, loaded.name);
}

async function loadBest(): Promise<SimdModule | null> {
  return (await loadBuild("simd-fma")) ?? (await loadBuild("simd"));
}

async function loadBuild(name: SimdModule["name"]): Promise<SimdModule | null> {
  if (!Reflect.has(globalThis, "WebAssembly")) return null;
  const response = await fetch(FILES[name]);
  if (!response.ok) {
    throw new StudioError(
      "platform/internal",
      `The training module could not be fetched (${response.status}).`,
    );
  }
  const bytes = await response.arrayBuffer();
  return WebAssembly.validate(bytes) ? { name, module: await WebAssembly.compile(bytes) } : null;
}
