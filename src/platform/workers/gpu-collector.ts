/** The pairs of a graph collected on this device's GPU, where it has a real one. */

import { StudioError } from "../../errors.ts";
import type { RunNodes } from "../../pipeline/artifacts.ts";
import type { CollectedPairs } from "../../pipeline/graph/ranked-pairs.ts";
import { requestGpuAdapter } from "../device/gpu-adapter.ts";
import { collectPairsOnGpu } from "../device/gpu-pairs.ts";

/** `width` floats a node. Null where there is no GPU, and where it failed: the processor does the same work more slowly. */
export type CollectPairs = (
  rows: Float32Array,
  width: number,
  nodes: RunNodes,
  pairBudget: number,
  onPairs: (done: number, total: number) => void,
) => Promise<CollectedPairs | null>;

/** Opens the device once; one that failed is not asked again. */
export function createGpuCollector(): CollectPairs {
  let opened: Promise<GPUDevice | null> | null = null;
  let failed = false;
  return async (rows, width, nodes, pairBudget, onPairs) => {
    if (failed) return null;
    try {
      opened ??= openDevice();
      const device = await opened;
      if (device === null) return null;
      const own = new Float32Array(rows);
      return await collectPairsOnGpu(device, own, width, nodes, pairBudget, onPairs);
    } catch (error) {
      // What is wrong with the graph is no failure of the GPU, and the processor would say the same.
      if (error instanceof StudioError && error.code.startsWith("graph/")) throw error;
      failed = true;
      void opened?.then((device) => device?.destroy()).catch(() => undefined);
      return null;
    }
  };
}

/** Null for a software adapter, which is slower than the SIMD module on the same processor. */
async function openDevice(): Promise<GPUDevice | null> {
  const gpu = await requestGpuAdapter();
  if (gpu === null || gpu.isFallback) return null;
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.adapter.limits;
  return gpu.adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
  });
}
