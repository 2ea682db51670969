/** The page itself: the network, what of it is kept in this browser, and whether a new version waits. */

import type { StateCreator } from "zustand/vanilla";
import type { PageState } from "../services.ts";

export interface PageSlice {
  readonly page: PageState;
  readonly patchPage: (patch: Partial<PageState>) => void;
}

export const createPageSlice: StateCreator<PageSlice> = (set) => ({
  page: { online: true, keeping: null, updateReady: false },
  patchPage: (patch) => {
    set((state) => ({ page: { ...state.page, ...patch } }));
  },
});
