/** The points of sweeps, finished or not, by the fingerprint of data and settings. */

import type { RunPoint, SweepRecord } from "../../pipeline/artifacts.ts";
import {
  openOriginDirectory,
  type OpenDirectory,
  type OriginDirectory,
} from "./origin-directory.ts";
import { sha256Hex } from "./sha256-hex.ts";
import { parseJson } from "./shape-checks.ts";
import { asSweepRecord } from "./sweep-record-shape.ts";

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
        await (await directory()).write(name, toJsonFile(newest));
      });
      lastWrite = done;
      waiting.set(record.key, { record, done });
      return done;
    },
    read: async (key) => {
      const file = await (await directory()).read(await fileName(key));
      const record = file === null ? null : asSweepRecord(parseJson(await file.text()));
      return record?.key === key ? record : null;
    },
  };
}

/** A point never changes once it has landed, so its text is made once and not again with each point that follows it. */
const jsonOfPoint = new WeakMap<RunPoint, Blob>();

/** The record as JSON. Only what changed is written out here, on the page's thread; the browser joins the parts when it stores them. */
function toJsonFile({ points, ...rest }: SweepRecord): Blob {
  const head = JSON.stringify(rest);
  const parts = points.flatMap((point, i) => {
    const known = jsonOfPoint.get(point);
    const text = known ?? new Blob([JSON.stringify(point)]);
    jsonOfPoint.set(point, text);
    return i === 0 ? [text] : [",", text];
  });
  return new Blob([head.slice(0, -1), ',"points":[', ...parts, "]}"]);
}

/** Keys may be longer than a file name can be. */
async function fileName(key: string): Promise<string> {
  return `${await sha256Hex(new TextEncoder().encode(key))}.json`;
}
