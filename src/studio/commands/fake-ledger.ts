/** For tests only: a ledger in memory. The newest run is what was saved last; nothing is imported or exported. */

import type { StudioError } from "../../errors.ts";
import { isOfKind, ledgerSummary, type LedgerKind, type LedgerRecord } from "../ledger-record.ts";
import type { LedgerService } from "../services.ts";

interface FakeLedgerState {
  /** By id, in the order of saving. */
  readonly ledger: Map<string, LedgerRecord>;
  readonly saveFailure: StudioError | null;
}

export function createFakeLedger(state: () => FakeLedgerState): LedgerService {
  const newestFirst = (): LedgerRecord[] => [...state().ledger.values()].reverse();
  return {
    save: (record) => {
      const { saveFailure, ledger } = state();
      if (saveFailure !== null) return Promise.reject(saveFailure);
      ledger.delete(record.id);
      ledger.set(record.id, record);
      return Promise.resolve();
    },
    list: () =>
      Promise.resolve({
        summaries: newestFirst().map(ledgerSummary),
        skipped: 0,
        persistent: true,
      }),
    load: (id) => Promise.resolve(state().ledger.get(id) ?? null),
    findByKey: <Kind extends LedgerKind>(kind: Kind, key: string) => {
      const found = newestFirst().find((record) => record.kind === kind && record.body.key === key);
      return Promise.resolve(found !== undefined && isOfKind(found, kind) ? found : null);
    },
    patch: (id, patch) => {
      const record = state().ledger.get(id);
      if (record !== undefined) state().ledger.set(id, { ...record, ...patch });
      return Promise.resolve();
    },
    remove: (id) => {
      state().ledger.delete(id);
      return Promise.resolve();
    },
    importJson: () => Promise.resolve({ added: 0, known: 0, skipped: 0 }),
    exportJson: () => Promise.resolve(""),
  };
}
