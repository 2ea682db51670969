/** A stretch of work on a GPU device whose buffers are freed and whose errors are heard, however it ends. */

import { StudioError } from "../../errors.ts";

export interface GpuScope {
  readonly device: GPUDevice;
  /** A storage buffer of zeros. */
  readonly buffer: (bytes: number) => GPUBuffer;
  /** A storage buffer, or with `usage` another one, that holds the values. */
  readonly upload: (
    values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | ArrayBuffer,
    usage?: GPUBufferUsageFlags,
  ) => GPUBuffer;
  /** A copy of a storage buffer's bytes, when all work before it is done. */
  readonly read: (buffer: GPUBuffer) => Promise<ArrayBuffer>;
}

/** The smallest size that bindings of vec4 and uniform blocks accept. */
const SMALLEST_BUFFER = 16;

/**
 * Runs `work` and destroys its buffers. WebGPU's errors never throw where they arise; here the first one becomes the result's error.
 * Not for two stretches of work at once on one device: their errors would be mixed up.
 *
 * @throws StudioError platform/device-lost; platform/internal with the GPU's message, also when it has no memory left; what `work` throws
 */
export async function withGpuScope<Result>(
  device: GPUDevice,
  work: (scope: GpuScope) => Promise<Result>,
): Promise<Result> {
  const buffers: GPUBuffer[] = [];
  const lost = lossOf(device);
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  const outcome = await Promise.allSettled([
    Promise.race([work(createScope(device, buffers)), lost]),
  ]);
  for (const buffer of buffers) buffer.destroy();
  const reported = Promise.all([device.popErrorScope(), device.popErrorScope()]);
  // A lost device reports nothing more.
  const errors = await Promise.race([reported, lost]).catch((error: unknown) => {
    throw error instanceof StudioError
      ? error
      : new StudioError("platform/device-lost", String(error));
  });
  const error = errors.find((found) => found !== null);
  if (error) throw new StudioError("platform/internal", `The GPU reported: ${error.message}`);
  const [settled] = outcome;
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}

function lossOf(device: GPUDevice): Promise<never> {
  const lost = device.lost.then(({ reason, message }): never => {
    throw new StudioError("platform/device-lost", message || `The GPU was lost (${reason}).`);
  });
  lost.catch(() => undefined);
  return lost;
}

function createScope(device: GPUDevice, buffers: GPUBuffer[]): GpuScope {
  const create = (bytes: number, usage: GPUBufferUsageFlags): GPUBuffer => {
    const size = Math.max(SMALLEST_BUFFER, Math.ceil(bytes / 4) * 4);
    const buffer = device.createBuffer({ size, usage });
    buffers.push(buffer);
    return buffer;
  };
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const storage = STORAGE | COPY_SRC | COPY_DST;
  return {
    device,
    buffer: (bytes) => create(bytes, storage),
    upload: (values, usage = storage) => {
      const buffer = create(values.byteLength, usage);
      device.queue.writeBuffer(buffer, 0, values);
      return buffer;
    },
    read: async (buffer) => {
      const copy = create(buffer.size, MAP_READ | COPY_DST);
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
      device.queue.submit([encoder.finish()]);
      await copy.mapAsync(GPUMapMode.READ);
      const bytes = copy.getMappedRange().slice(0);
      copy.destroy();
      return bytes;
    },
  };
}
