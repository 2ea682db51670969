/** The shape of the Graph Adapter. */

import type { StateCreator } from "zustand/vanilla";
import type { AdapterSettings } from "../../pipeline/artifacts.ts";

export interface AdapterSlice {
  readonly adapter: { readonly settings: AdapterSettings };
  readonly patchAdapter: (patch: Partial<AdapterSettings>) => void;
}

export const DEFAULT_ADAPTER: AdapterSettings = {
  bottleneckDimension: 64,
  residual: true,
  activation: "relu",
};

export const createAdapterSlice: StateCreator<AdapterSlice> = (set) => ({
  adapter: { settings: DEFAULT_ADAPTER },
  patchAdapter: (patch) => {
    set((state) => ({ adapter: { settings: { ...state.adapter.settings, ...patch } } }));
  },
});
