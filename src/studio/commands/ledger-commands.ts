/** What a visitor does with kept runs: look, compare, mark, delete, save as a file and read one. */

import { StudioError, toWireError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import type { LedgerRecord } from "../ledger-record.ts";
import type { CommandContext } from "./context.ts";
import { listRuns } from "./record-run.ts";

type LedgerCommands = Pick<
  StudioCommands,
  | "listRuns"
  | "showRuns"
  | "patchRun"
  | "deleteRun"
  | "restoreRun"
  | "importRuns"
  | "exportRuns"
  | "reportRunsError"
>;

export function ledgerCommands(context: CommandContext): LedgerCommands {
  const { studio, services } = context;
  const { ledger } = services;
  const { patchRuns } = studio.getState();
  const show = (error: unknown): void => {
    patchRuns({ error: toWireError(error) });
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    patchRuns({ error: null });
    await work().catch(show);
  };
  const isShown = (id: string): boolean =>
    studio.getState().runs.shown.some((record) => record.id === id);
  return {
    listRuns: () => attempt(() => listRuns(context)),
    showRuns: (ids) =>
      attempt(async () => {
        const found = await Promise.all(ids.map((id) => loadRun(context, id)));
        patchRuns({ shown: found });
      }),
    patchRun: (id, patch) =>
      attempt(async () => {
        await ledger.patch(id, patch);
        const { shown } = studio.getState().runs;
        patchRuns({
          shown: shown.map((record) => (record.id === id ? { ...record, ...patch } : record)),
        });
        await listRuns(context);
      }),
    deleteRun: (id) =>
      attempt(async () => {
        const deleted = await ledger.load(id);
        await ledger.remove(id);
        patchRuns({ deleted, ...(isShown(id) ? { shown: [] } : {}) });
        await listRuns(context);
      }),
    restoreRun: () =>
      attempt(async () => {
        const { deleted } = studio.getState().runs;
        if (deleted === null) return;
        await ledger.save(deleted);
        patchRuns({ deleted: null });
        await listRuns(context);
      }),
    importRuns: (text, path) =>
      attempt(async () => {
        patchRuns({ imported: null });
        patchRuns({ imported: await ledger.importJson(text, path) });
        await listRuns(context);
      }),
    exportRuns: async (ids) => {
      let text: string | null = null;
      await attempt(async () => {
        text = await ledger.exportJson(ids);
      });
      return text;
    },
    reportRunsError: show,
  };
}

/** @throws StudioError storage/unavailable when another tab has deleted it, or this version cannot read it */
export async function loadRun({ services }: CommandContext, id: string): Promise<LedgerRecord> {
  const record = await services.ledger.load(id);
  if (record !== null) return record;
  throw new StudioError("storage/run-missing", "The run is no longer in the ledger.", { id });
}
