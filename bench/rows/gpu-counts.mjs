// @ts-check
/** gpu-counts: what the WebGPU path asks of a GPU. It cannot be timed without one, so its work is counted. */
import { openBenchPage } from "../bench-page.mjs";
import { figure, measuredRow } from "../table.mjs";

/** WebGPU on the processor: slow, and the same commands. */
const SOFTWARE_WEBGPU = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];

/** @typedef {import("../../e2e/fixtures/gpu-work.ts").GpuWork} GpuWork */

/** @param {import("../run.mjs").BenchContext} context */
export async function gpuCounts({ address, progress }) {
  progress("counting on a software adapter");
  const bench = await openBenchPage(address, SOFTWARE_WEBGPU);
  try {
    const { seeds, epochs, thresholds, wideEpoch, wideSweep, tapeEpoch } =
      await bench.call("countGpuWork");
    const peer = seeds * tapeEpoch.dispatches;
    const note =
      `All ${seeds} seeds side by side with the written-out backward pass, an epoch with its validation: ${words(wideEpoch)}; ` +
      `a sweep of ${thresholds} τ x ${seeds} seeds x ${epochs} epochs: ${words(wideSweep)}. ` +
      `Peer: the same seeds one by one on the tape of TensorFlow.js, an epoch of one seed: ${words(tapeEpoch)}. ` +
      `Counted on a small problem and a software adapter; bytes grow with the problem, commands do not. Leaves out: time.`;
    return [measuredRow("gpu-counts", "dispatches", wideEpoch.dispatches, peer, note)];
  } finally {
    await bench.close();
  }
}

/** @param {GpuWork} work */
function words({ dispatches, submits, uploadedBytes, reads, readBytes }) {
  return `${figure(dispatches)} dispatches, ${figure(submits)} submits, ${figure(uploadedBytes)} bytes up, ${figure(readBytes)} down in ${figure(reads)} reads`;
}
