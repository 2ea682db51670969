/** A directory of the browser's own file system for this page (OPFS), or a stand-in in memory where the browser keeps none. */

import { StudioError } from "../../errors.ts";

export interface OriginDirectory {
  /** False for the stand-in, which is gone after a reload. */
  readonly persistent: boolean;
  /** Null when there is no such file. */
  readonly read: (name: string) => Promise<Blob | null>;
  /**
   * Replaces the file as a whole: a reader sees the old content or the new one.
   * Rejects with storage/quota-exceeded or storage/unavailable.
   */
  readonly write: (name: string, data: Blob | Uint8Array<ArrayBuffer>) => Promise<void>;
}

export type OpenDirectory = (...path: readonly string[]) => Promise<OriginDirectory>;

/** Opens the directory, and makes it where it is missing. Private windows and old browsers get the stand-in. */
export async function openOriginDirectory(...path: readonly string[]): Promise<OriginDirectory> {
  const directory = await findDirectory(path);
  return directory === null ? createMemoryDirectory() : createFileDirectory(directory);
}

/** The root of it all. @throws StudioError storage/unavailable, as in a private window */
export async function originRoot(): Promise<FileSystemDirectoryHandle> {
  try {
    return await navigator.storage.getDirectory();
  } catch (error) {
    throw storageError(error);
  }
}

async function findDirectory(path: readonly string[]): Promise<FileSystemDirectoryHandle | null> {
  if (!("FileSystemFileHandle" in globalThis)) return null;
  if (!("createWritable" in FileSystemFileHandle.prototype)) return null;
  try {
    let directory = await navigator.storage.getDirectory();
    for (const name of path) {
      directory = await directory.getDirectoryHandle(encodeURIComponent(name), { create: true });
    }
    return directory;
  } catch {
    // SecurityError in a private window; whoever opened the directory learns it from `persistent`.
    return null;
  }
}

export function createFileDirectory(directory: FileSystemDirectoryHandle): OriginDirectory {
  return {
    persistent: true,
    read: async (name) => {
      try {
        const handle = await directory.getFileHandle(encodeURIComponent(name));
        return await handle.getFile();
      } catch (error) {
        if (isMissing(error)) return null;
        throw storageError(error);
      }
    },
    write: async (name, data) => {
      try {
        const handle = await directory.getFileHandle(encodeURIComponent(name), { create: true });
        const writable = await handle.createWritable();
        try {
          await writable.write(data);
          await writable.close();
        } catch (error) {
          // The content so far is dropped; a failure to drop it would only hide the reason.
          await writable.abort().catch(() => undefined);
          throw error;
        }
      } catch (error) {
        throw storageError(error);
      }
    },
  };
}

export function createMemoryDirectory(): OriginDirectory {
  const files = new Map<string, Blob>();
  return {
    persistent: false,
    read: (name) => Promise.resolve(files.get(name) ?? null),
    write: (name, data) => {
      files.set(name, new Blob([data]));
      return Promise.resolve();
    },
  };
}

/** The error of a failed read or write, by what the visitor can do about it. */
export function storageError(error: unknown): StudioError {
  if (nameOf(error) === "QuotaExceededError") {
    const text = "The browser has no space left for this page's results.";
    return new StudioError("storage/quota-exceeded", text, {}, error);
  }
  if (nameOf(error) === "NoModificationAllowedError") {
    const text = "A file of this page's storage is being written, here or in another tab.";
    return new StudioError("storage/in-use", text, {}, error);
  }
  const reason = error instanceof Error ? error.message : String(error);
  const text = `The browser's storage for this page cannot be used: ${reason}`;
  return new StudioError("storage/unavailable", text, { reason }, error);
}

/** Of a file or directory that is not there, or no longer. */
export function isMissing(error: unknown): boolean {
  return nameOf(error) === "NotFoundError";
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
