/** The GPU devices of TensorFlow.js and ONNX Runtime: one each, or one for both in a thread that hosts both. */

import { StudioError } from "../../errors.ts";
import { requestGpuAdapter, type GpuAdapter } from "./gpu-adapter.ts";

export type OpenGpuDevice = (gpu: GpuAdapter) => Promise<GPUDevice>;

/** What kernels of ONNX Runtime use where an adapter has it. */
const WANTED_FEATURES: readonly GPUFeatureName[] = ["shader-f16", "subgroups"];

/** Defaults are far below what an adapter can do; both libraries size their kernels by these. */
const WANTED_LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** A device of the caller's own, with all that the adapter can do. */
export const openGpuDevice: OpenGpuDevice = ({ adapter }) =>
  adapter.requestDevice({
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(WANTED_LIMITS.map((name) => [name, adapter.limits[name]])),
  });

/** A device that everybody of a thread gets. */
export interface SharedDevice {
  /** Opens it where that is still to do. @throws StudioError platform/webgpu-unavailable */
  readonly get: () => Promise<GPUDevice>;
  /** The same, for whoever has found an adapter already. */
  readonly open: OpenGpuDevice;
}

/** @param onOpen is told the device once */
export function createSharedDevice(onOpen: (device: GPUDevice) => void): SharedDevice {
  let opening: Promise<GPUDevice> | null = null;
  const openFrom = async (gpu: GpuAdapter | null): Promise<GPUDevice> => {
    if (gpu === null) {
      throw new StudioError("platform/webgpu-unavailable", "This browser has no WebGPU adapter.");
    }
    const device = await openGpuDevice(gpu);
    onOpen(device);
    return device;
  };
  return {
    get: () => (opening ??= requestGpuAdapter().then(openFrom)),
    open: (gpu) => (opening ??= openFrom(gpu)),
  };
}
