/** The ledger as the page shows it: the list, what is open, and the replay that runs. */

import type { StateCreator } from "zustand/vanilla";
import type { WireError } from "../../errors.ts";
import type { LedgerRecord, LedgerSummary } from "../ledger-record.ts";
import type { ReplayResult } from "../replay-result.ts";
import type { LedgerImport } from "../services.ts";
import type { StageRun } from "../stage-run.ts";

export interface RunsSlice {
  readonly runs: {
    /** Newest first; null before the first look. */
    readonly summaries: readonly LedgerSummary[] | null;
    /** Stored entries that this version cannot read. */
    readonly skipped: number;
    /** False where the browser keeps no database: the runs are gone with the page. */
    readonly persistent: boolean;
    /** One run that is open, or two that are compared. */
    readonly shown: readonly LedgerRecord[];
    readonly replay: { readonly id: string; readonly run: StageRun<ReplayResult> } | null;
    /** What the last import found. */
    readonly imported: LedgerImport | null;
    /** The run that was deleted last, as long as it can be brought back. */
    readonly deleted: LedgerRecord | null;
    /** Why the last request to the ledger failed. */
    readonly error: WireError | null;
  };
  readonly patchRuns: (patch: Partial<RunsSlice["runs"]>) => void;
}

export const createRunsSlice: StateCreator<RunsSlice> = (set) => ({
  runs: {
    summaries: null,
    skipped: 0,
    persistent: true,
    shown: [],
    replay: null,
    imported: null,
    deleted: null,
    error: null,
  },
  patchRuns: (patch) => {
    set((state) => ({ runs: { ...state.runs, ...patch } }));
  },
});
