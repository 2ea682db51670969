/** What this device computes on. */

import type { StateCreator } from "zustand/vanilla";
import type { DeviceReport } from "../services.ts";

export interface DeviceSlice {
  readonly device: {
    readonly report: DeviceReport | null;
    readonly trainingBackend: string | null;
    readonly inferenceBackend: string | null;
    /** False when the browser keeps no files for this page, so that results are gone after a reload; null until it is known. */
    readonly keepsResults: boolean | null;
  };
  readonly patchDevice: (patch: Partial<DeviceSlice["device"]>) => void;
}

export const createDeviceSlice: StateCreator<DeviceSlice> = (set) => ({
  device: { report: null, trainingBackend: null, inferenceBackend: null, keepsResults: null },
  patchDevice: (patch) => {
    set((state) => ({ device: { ...state.device, ...patch } }));
  },
});
