/** Every run that this browser has kept. */

import {
  isOfKind,
  type LedgerKind,
  type LedgerRecord,
  type LedgerSummary,
} from "../../studio/ledger-record.ts";
import type { LedgerService } from "../../studio/services.ts";
import { readLedgerFile, writeLedgerFile } from "./ledger-file.ts";
import { asLedgerRecord, isLedgerSummary } from "./ledger-record-shape.ts";
import { openLedgerTable, type LedgerTable } from "./ledger-table.ts";

export function createRunLedger(
  openTable: () => Promise<LedgerTable> = openLedgerTable,
): LedgerService {
  let opened: Promise<LedgerTable> | null = null;
  const table = (): Promise<LedgerTable> => (opened ??= openTable());
  let lastWrite: Promise<unknown> = Promise.resolve();
  /** One after the other: a note that is written while a study saves its next run must not bring the run before back. */
  const inTurn = <Result>(write: () => Promise<Result>): Promise<Result> => {
    const result = lastWrite.then(write);
    lastWrite = result.catch(() => undefined);
    return result;
  };
  const load = async (id: string): Promise<LedgerRecord | null> =>
    asLedgerRecord(await (await table()).get(id));
  const list: LedgerService["list"] = async () => {
    const { summaries: read, persistent } = await table();
    const stored = await read();
    const summaries = stored.filter(isLedgerSummary).sort(newestFirst);
    return { summaries, skipped: stored.length - summaries.length, persistent };
  };
  return {
    save: (record) => inTurn(async () => (await table()).put(record)),
    list,
    load,
    findByKey: async <Kind extends LedgerKind>(kind: Kind, key: string) => {
      const { summaries } = await list();
      for (const found of summaries) {
        if (found.kind !== kind || found.key !== key) continue;
        const record = await load(found.id);
        if (record !== null && isOfKind(record, kind)) return record;
      }
      return null;
    },
    patch: (id, patch) =>
      inTurn(async () => {
        const record = await load(id);
        if (record !== null) await (await table()).put({ ...record, ...patch });
      }),
    remove: (id) => inTurn(async () => (await table()).remove(id)),
    importJson: (text, path) =>
      inTurn(async () => {
        const { records, skipped } = readLedgerFile(text, path);
        let added = 0;
        for (const record of records) {
          if ((await (await table()).get(record.id)) !== undefined) continue;
          await (await table()).put(record);
          added += 1;
        }
        return { added, known: records.length - added, skipped };
      }),
    exportJson: async (ids) => {
      const found = await Promise.all(ids.map(load));
      return writeLedgerFile(found.filter((record) => record !== null));
    },
  };
}

function newestFirst(a: LedgerSummary, b: LedgerSummary): number {
  return Date.parse(b.finishedAt) - Date.parse(a.finishedAt);
}
