/** What trains in Node: the page's own module, read from disk, and TensorFlow.js for methods that ask for it. */

import { readFile } from "node:fs/promises";
import { createSimdKernels } from "../../src/numeric/simd/simd-kernels.ts";
import { simdRunEngine } from "../../src/pipeline/evaluation/simd-engine.ts";
import type { MethodTools } from "../../src/pipeline/methods/method.ts";

export interface NodeTools extends MethodTools {
  readonly backend: "simd-fma" | "simd";
}

/** The build with fused multiply-add where this Node takes it, as the page chooses. */
export async function openNodeTools(): Promise<NodeTools> {
  const fused = await wasmBytes("simd-fma");
  const backend = WebAssembly.validate(fused) ? "simd-fma" : "simd";
  const module = await WebAssembly.compile(
    backend === "simd-fma" ? fused : await wasmBytes(backend),
  );
  let opening: Promise<void> | null = null;
  return {
    backend,
    kernels: createSimdKernels(module, backend),
    openEngine: simdRunEngine(module),
    clock: () => performance.now(),
    openTensorFlow: () =>
      (opening ??= import("../../src/platform/device/node-tensor-device.ts").then(
        ({ openNodeTensorFlow }) => openNodeTensorFlow(),
      )),
  };
}

async function wasmBytes(name: NodeTools["backend"]): Promise<Uint8Array<ArrayBuffer>> {
  const file = new URL(`../../src/numeric/simd/${name}.wasm`, import.meta.url);
  return new Uint8Array(await readFile(file));
}
