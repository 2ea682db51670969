/** What the diagnostics have measured on the shown graph. */

import type { StateCreator } from "zustand/vanilla";
import type { SmoothingPoint } from "../../pipeline/graph/smoothing.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

interface SmoothingRecord {
  /** `selectGraphKey` of the graph that was measured; with another current key it is stale and not shown. */
  readonly key: string;
  /** The thresholds of a sweep, ascending. */
  readonly grid: readonly number[];
  /** Of the grid and of each τ that was asked for besides, in any order. */
  readonly points: readonly SmoothingPoint[];
}

export interface DiagnosticsSlice {
  readonly diagnostics: {
    /** The artifact of a ready run is the key of the graph that was measured. */
    readonly run: StageRun<string>;
    readonly smoothing: SmoothingRecord | null;
  };
  readonly patchDiagnostics: (patch: Partial<DiagnosticsSlice["diagnostics"]>) => void;
}

export const createDiagnosticsSlice: StateCreator<DiagnosticsSlice> = (set) => ({
  diagnostics: { run: IDLE, smoothing: null },
  patchDiagnostics: (patch) => {
    set((state) => ({ diagnostics: { ...state.diagnostics, ...patch } }));
  },
});
