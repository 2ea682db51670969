/** What a backend of any kind gives to the trainer. */

import type { OpenRunEngine } from "../../pipeline/evaluation/run-engine.ts";

export interface OpenedBackend {
  /** "simd" and "simd-fma" are the page's own module, the others TensorFlow.js backends. */
  readonly backend: "webgpu" | "simd-fma" | "simd" | "wasm" | "cpu";
  /** The GPU adapter's description, or the kind of processor code. */
  readonly adapter: string;
  /** Rejects with platform/device-lost when the GPU device is lost or reports an error; otherwise stays pending. */
  readonly failed: Promise<never>;
  readonly openEngine: OpenRunEngine;
}

export function neverFails(): Promise<never> {
  return new Promise(() => undefined);
}
