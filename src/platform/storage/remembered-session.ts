/** The folder and settings of the last visit, and the settings of every folder, in IndexedDB, the one storage that keeps a directory handle. */

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { StudioError } from "../../errors.ts";
import type { RememberedSession } from "../../studio/session-port.ts";
import { storageError } from "./origin-directory.ts";

interface StoredSession {
  readonly session: RememberedSession;
  readonly handle: FileSystemDirectoryHandle | null;
}

interface StudioSchema extends DBSchema {
  /** Under "last", and without its handle under the folder's `filesKey`. */
  session: { key: string; value: StoredSession };
}

export interface SessionMemory {
  readonly remember: (stored: StoredSession) => Promise<void>;
  readonly recall: () => Promise<StoredSession | null>;
  /** Of the folder with these files, whichever was open last. */
  readonly recallFolder: (filesKey: string) => Promise<RememberedSession | null>;
}

/** Where the browser keeps no database (some private windows) the session is forgotten with the page. */
export function createSessionMemory(): SessionMemory {
  const inMemory = new Map<string, StoredSession>();
  let opened: Promise<IDBPDatabase<StudioSchema> | null> | null = null;
  const database = (): Promise<IDBPDatabase<StudioSchema> | null> =>
    (opened ??= Promise.resolve()
      .then(openDatabase)
      .catch(() => null));
  const write = async (key: string, stored: StoredSession): Promise<void> => {
    inMemory.set(key, stored);
    const open = await database();
    try {
      await open?.put("session", stored, key);
    } catch (error) {
      throw storageError(error);
    }
  };
  const read = async (key: string): Promise<StoredSession | null> => {
    const open = await database();
    if (open === null) return inMemory.get(key) ?? null;
    try {
      return (await open.get("session", key)) ?? null;
    } catch (error) {
      throw storageError(error);
    }
  };
  return {
    remember: async (stored) => {
      const { session } = stored;
      await Promise.all([
        write("last", stored),
        write(folderKey(session.filesKey), { session, handle: null }),
      ]);
    },
    recall: () => read("last"),
    recallFolder: async (filesKey) => (await read(folderKey(filesKey)))?.session ?? null,
  };
}

function folderKey(filesKey: string): string {
  return `folder ${filesKey}`;
}

function openDatabase(): Promise<IDBPDatabase<StudioSchema>> {
  return openDB<StudioSchema>("ganet-studio", 1, {
    upgrade: (database) => {
      database.createObjectStore("session");
    },
    // A newer version of the page in another tab waits for this one to let go.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}

/**
 * Makes a remembered handle readable again. Call it from a click: the browser asks the visitor.
 *
 * @throws StudioError dataset/permission-denied
 */
export async function askToRead(handle: FileSystemDirectoryHandle): Promise<void> {
  const descriptor = { mode: "read" } as const;
  const before = (await handle.queryPermission?.(descriptor)) ?? "granted";
  if (before === "granted") return;
  // Without a visitor's gesture the request itself is refused.
  const after = await handle.requestPermission?.(descriptor).catch(() => before);
  if (after !== "granted") throw permissionDenied(handle.name);
}

export function permissionDenied(name: string, cause?: unknown): StudioError {
  const text = `The browser was not allowed to read the folder ${name}.`;
  return new StudioError("dataset/permission-denied", text, { name }, cause);
}
