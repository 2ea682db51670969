/** The visitor's own work on a folder, a file for each folder: nothing else can make it again. */

import {
  openOriginDirectory,
  type OpenDirectory,
  type OriginDirectory,
} from "./origin-directory.ts";
import { parseJson } from "./shape-checks.ts";

export interface FolderStore<Work> {
  /** Resolves when the work is stored. The last call for a folder wins. Rejects with storage/* codes. */
  readonly write: (filesKey: string, work: Work) => Promise<void>;
  /** Null when nothing is stored, or what is stored is broken. */
  readonly read: (filesKey: string) => Promise<Work | null>;
}

/** @param isWork tells JSON of the right shape */
export function createFolderStore<Work>(
  directoryName: string,
  isWork: (value: unknown) => value is Work,
  openDirectory: OpenDirectory = openOriginDirectory,
): FolderStore<Work> {
  let opened: Promise<OriginDirectory> | null = null;
  const directory = (): Promise<OriginDirectory> => (opened ??= openDirectory(directoryName));
  let lastWrite: Promise<void> = Promise.resolve();
  return {
    write: (filesKey, work) => {
      // One after the other: of two files that are written at once, the older may be closed last.
      const done = lastWrite
        .catch(() => undefined)
        .then(async () => {
          await (await directory()).write(fileName(filesKey), new Blob([JSON.stringify(work)]));
        });
      lastWrite = done;
      return done;
    },
    read: async (filesKey) => {
      const file = await (await directory()).read(fileName(filesKey));
      const work = file === null ? null : parseJson(await file.text());
      return isWork(work) ? work : null;
    },
  };
}

function fileName(filesKey: string): string {
  return `${filesKey}.json`;
}
