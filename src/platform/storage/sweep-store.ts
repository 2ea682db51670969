/** The points of sweeps, finished or not, by the fingerprint of data and settings. */

import type { SweepRecord } from "../../pipeline/artifacts.ts";
import {
  openOriginDirectory,
  type OpenDirectory,
  type OriginDirectory,
} from "./origin-directory.ts";
import { isSweepRecord } from "./sweep-record-shape.ts";

export interface SweepStore {
  /** Resolves when this record, or a later one of the same key, is stored. */
  readonly write: (record: SweepRecord) => Promise<void>;
  /** Null when nothing is stored, or what is stored is broken or of another version. */
  readonly read: (key: string) => Promise<SweepRecord | null>;
}

interface PendingWrite {
  record: SweepRecord;
  readonly done: Promise<void>;
}

export function createSweepStore(openDirectory: OpenDirectory = openOriginDirectory): SweepStore {
  let opened: Promise<OriginDirectory> | null = null;
  const directory = (): Promise<OriginDirectory> => (opened ??= openDirectory("sweeps"));
  const waiting = new Map<string, PendingWrite>();
  let lastWrite: Promise<void> = Promise.resolve();
  return {
    write: (record) => {
      // Points land faster than files are written: a record that has not started yet is replaced, so that the newest is written last.
      const pending = waiting.get(record.key);
      if (pending !== undefined) {
        pending.record = record;
        return pending.done;
      }
      const previous = lastWrite.catch(() => undefined);
      const done = previous.then(async () => {
        const newest = waiting.get(record.key)?.record ?? record;
        waiting.delete(record.key);
        const name = await fileName(record.key);
        await (await directory()).write(name, new TextEncoder().encode(JSON.stringify(newest)));
      });
      lastWrite = done;
      waiting.set(record.key, { record, done });
      return done;
    },
    read: async (key) => {
      const file = await (await directory()).read(await fileName(key));
      const record = file === null ? null : parse(await file.text());
      return isSweepRecord(record) && record.key === key ? record : null;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Keys may be longer than a file name can be. */
async function fileName(key: string): Promise<string> {
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)),
  );
  return `${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}.json`;
}
