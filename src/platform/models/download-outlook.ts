/** What this browser says of a download before it begins. */

import type { DownloadOutlook } from "../../studio/model-ports.ts";
import { requestGpuAdapter } from "../device/gpu-adapter.ts";

/** @param measured bytes a second of the last download, where there was one */
export async function downloadOutlook(measured: number | null): Promise<DownloadOutlook> {
  const [gpu, { quota, usage }] = await Promise.all([
    requestGpuAdapter().catch(() => null),
    navigator.storage.estimate(),
  ]);
  const megabits = estimatedMegabits();
  const estimated = megabits === null ? null : (megabits * 1e6) / 8;
  const bytesPerSecond = measured ?? estimated;
  return {
    halfFloats: gpu?.adapter.features.has("shader-f16") ?? false,
    freeBytes: quota === undefined || usage === undefined ? null : Math.max(0, quota - usage),
    rate: bytesPerSecond === null ? null : { bytesPerSecond, isMeasured: measured !== null },
  };
}

/** Network Information API: Chromium alone has it, and its figure is coarse. */
function estimatedMegabits(): number | null {
  const connection: unknown = Reflect.get(navigator, "connection");
  if (typeof connection !== "object" || connection === null) return null;
  const downlink: unknown = Reflect.get(connection, "downlink");
  return typeof downlink === "number" && downlink > 0 ? downlink : null;
}
