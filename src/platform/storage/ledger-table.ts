/** The two tables of the run ledger: whole runs, and what a list shows of them. IndexedDB, or a stand-in in memory where the browser keeps none. */

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import {
  ledgerSummary,
  type LedgerRecord,
  type LedgerSummary,
} from "../../studio/ledger-record.ts";
import { storageError } from "./origin-directory.ts";

/** What is read may have been written by another version, so it has no type yet. Calls reject with storage/quota-exceeded or storage/unavailable. */
export interface LedgerTable {
  /** False for the stand-in, which is gone with the page. */
  readonly persistent: boolean;
  /** A run and its summary change together. */
  readonly put: (record: LedgerRecord) => Promise<void>;
  /** Undefined where there is none. */
  readonly get: (id: string) => Promise<unknown>;
  readonly summaries: () => Promise<readonly unknown[]>;
  readonly remove: (id: string) => Promise<void>;
}

interface LedgerSchema extends DBSchema {
  runs: { key: string; value: LedgerRecord };
  summaries: { key: string; value: LedgerSummary };
}

/** Private windows of some browsers have no database. */
export function openLedgerTable(): Promise<LedgerTable> {
  return Promise.resolve().then(openDatabase).then(databaseTable, createMemoryTable);
}

function openDatabase(): Promise<IDBPDatabase<LedgerSchema>> {
  return openDB<LedgerSchema>("ganet-studio-runs", 1, {
    upgrade: (database) => {
      database.createObjectStore("runs", { keyPath: "id" });
      database.createObjectStore("summaries", { keyPath: "id" });
    },
    // A newer version of the page in another tab waits for this one to let go.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}

function databaseTable(database: IDBPDatabase<LedgerSchema>): LedgerTable {
  const begin = () => {
    const transaction = database.transaction(["runs", "summaries"], "readwrite");
    return {
      runs: transaction.objectStore("runs"),
      summaries: transaction.objectStore("summaries"),
      done: transaction.done,
    };
  };
  return {
    persistent: true,
    put: async (record) => {
      try {
        const { runs, summaries, done } = begin();
        await Promise.all([runs.put(record), summaries.put(ledgerSummary(record)), done]);
      } catch (error) {
        throw storageError(error);
      }
    },
    get: (id) => database.get("runs", id).catch(refuse),
    summaries: () => database.getAll("summaries").catch(refuse),
    remove: async (id) => {
      try {
        const { runs, summaries, done } = begin();
        await Promise.all([runs.delete(id), summaries.delete(id), done]);
      } catch (error) {
        throw storageError(error);
      }
    },
  };
}

function refuse(error: unknown): never {
  throw storageError(error);
}

export function createMemoryTable(): LedgerTable {
  const runs = new Map<string, LedgerRecord>();
  return {
    persistent: false,
    put: (record) => {
      runs.set(record.id, record);
      return Promise.resolve();
    },
    get: (id) => Promise.resolve(runs.get(id)),
    summaries: () => Promise.resolve([...runs.values()].map(ledgerSummary)),
    remove: (id) => {
      runs.delete(id);
      return Promise.resolve();
    },
  };
}
