/** An opened folder, however it was opened: what is in it, and how to read each file. */

import type { OpenedFolder } from "../../studio/services.ts";

export interface SourceFile {
  readonly path: string;
  readonly file: File;
}

export interface FolderSource {
  readonly opened: Omit<OpenedFolder, "activate">;
  readonly files: ReadonlyMap<string, File>;
  /** Null where the browser gave files without a handle. */
  readonly handle: FileSystemDirectoryHandle | null;
}

/** @param emptyFolders paths of folders without any entry */
export function createFolderSource(
  name: string,
  files: readonly SourceFile[],
  emptyFolders: readonly string[],
  handle: FileSystemDirectoryHandle | null,
): FolderSource {
  return {
    opened: {
      name,
      files: [
        ...files.map(({ path, file }) => ({ path, sizeBytes: file.size })),
        ...emptyFolders.map((path) => ({ path: `${path}/`, sizeBytes: 0 })),
      ],
      hasHandle: handle !== null,
    },
    files: new Map(files.map(({ path, file }) => [path, file])),
    handle,
  };
}
