/** What this device computes on. */

import type { StateCreator } from "zustand/vanilla";

export interface DeviceReport {
  /** "gpu" a real adapter, "software-gpu" a fallback adapter (work runs on the CPU), "cpu" no WebGPU at all. */
  readonly kind: "gpu" | "software-gpu" | "cpu";
  /** The adapter's description, empty without one. */
  readonly adapter: string;
  readonly crossOriginIsolated: boolean;
  readonly processors: number;
  /** Label and value lines for the report that a visitor can copy. */
  readonly lines: readonly (readonly [string, string])[];
}

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
