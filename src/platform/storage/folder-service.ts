/** Reads the files of the folder that is open, for the commands and for the encoders. */

import { StudioError } from "../../errors.ts";
import type { CancelToken } from "../../pipeline/artifacts.ts";
import type { ImageFacts } from "../../pipeline/dataset/assemble-dataset.ts";
import type { FolderService } from "../../studio/services.ts";
import type { FolderSource } from "./folder-source.ts";

export interface OpenFolderService extends FolderService {
  /** Makes this the folder that paths refer to, and asks the browser once not to evict what the page stores. */
  readonly open: (source: FolderSource) => void;
  /** Paths refer to no folder from now on. */
  readonly close: () => void;
  /** Rejects with dataset/folder-changed when the open folder has no such file, with dataset/folder-needed when none is open. */
  readonly readFile: (path: string) => Promise<Blob>;
  /** Handle of the open folder; null without one. */
  readonly handle: () => FileSystemDirectoryHandle | null;
}

export function createFolderService(
  inspectFile: (file: Blob, path: string, cancel: CancelToken) => Promise<ImageFacts>,
  persist: () => void = askToPersist,
): OpenFolderService {
  let source: FolderSource | null = null;
  let askedToPersist = false;

  const fileAt = (path: string): File => {
    if (source === null) throw folderNeeded(path);
    const file = source.files.get(path);
    if (file !== undefined) return file;
    const text = `The folder no longer holds ${path}.`;
    throw new StudioError("dataset/folder-changed", text, { path });
  };

  return {
    open: (opened) => {
      source = opened;
      if (!askedToPersist) persist();
      askedToPersist = true;
    },
    close: () => {
      source = null;
    },
    isOpen: () => source !== null,
    // async, so that a missing file rejects instead of throwing
    readFile: async (path) => Promise.resolve(fileAt(path)),
    handle: () => source?.handle ?? null,
    readText: async (path) => {
      try {
        return await fileAt(path).text();
      } catch (error) {
        if (error instanceof StudioError) throw error;
        const text = `${path} cannot be read: it was changed, moved or locked.`;
        throw new StudioError("dataset/folder-changed", text, { path }, error);
      }
    },
    inspect: async (path, cancel) => inspectFile(fileAt(path), path, cancel),
  };
}

function folderNeeded(path: string): StudioError {
  const text = `${path} has to be read, and the folder is not open.`;
  return new StudioError("dataset/folder-needed", text, { path });
}

function askToPersist(): void {
  // Outside a secure context there is no storage to keep. A refusal changes nothing now: results stay until the disk is full.
  if (isSecureContext) void navigator.storage.persist().catch(() => false);
}
