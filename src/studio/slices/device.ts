/** What this device computes on. */

import type { StateCreator } from "zustand/vanilla";
import type { DeviceReport } from "../services.ts";

export interface DeviceSlice {
  readonly device: {
    readonly report: DeviceReport | null;
    readonly trainingBackend: string | null;
    readonly inferenceBackend: string | null;
  };
  readonly patchDevice: (patch: Partial<DeviceSlice["device"]>) => void;
}

export const createDeviceSlice: StateCreator<DeviceSlice> = (set) => ({
  device: { report: null, trainingBackend: null, inferenceBackend: null },
  patchDevice: (patch) => {
    set((state) => ({ device: { ...state.device, ...patch } }));
  },
});
