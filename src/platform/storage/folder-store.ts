/** The visitor's own work on the images of a folder, a file for each name of a folder: nothing else can make it again. */

import { fingerprint } from "../../numeric/fingerprint.ts";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { withWork, workOn, type ImageWork } from "../../pipeline/dataset/image-work.ts";
import {
  openOriginDirectory,
  type OpenDirectory,
  type OriginDirectory,
} from "./origin-directory.ts";
import { isString, objectOf, parseJson, type Check } from "./shape-checks.ts";

export interface FolderStore<Work> {
  /**
   * Resolves when the work, by path, is stored as all the work on the images of this data set. The last call wins.
   * Rejects with storage/* codes.
   */
  readonly write: (dataset: Dataset, work: ReadonlyMap<string, Work>) => Promise<void>;
  /** Empty when nothing is stored; what is broken of it is left out. */
  readonly read: (dataset: Dataset) => Promise<ReadonlyMap<string, Work>>;
}

/** @param isWork tells the work on one image */
export function createFolderStore<Work>(
  directoryName: string,
  isWork: Check,
  openDirectory: OpenDirectory = openOriginDirectory,
): FolderStore<Work> {
  const isStored = objectOf<ImageWork<Work>>({
    path: isString,
    contentHash: isString,
    work: isWork,
  });
  const isImageWork = (value: unknown): value is ImageWork<Work> => isStored(value);
  /** Folders whose work could not be read: what is stored of them is added to and not replaced. */
  const unread = new Set<string>();
  let opened: Promise<OriginDirectory> | null = null;
  const directory = (): Promise<OriginDirectory> => (opened ??= openDirectory(directoryName));
  const stored = async (dataset: Dataset): Promise<readonly ImageWork<Work>[]> => {
    const file = await (await directory()).read(fileName(dataset));
    const works = file === null ? null : parseJson(await file.text());
    return Array.isArray(works) ? works.filter(isImageWork) : [];
  };
  /** Another tab may add its own work to the file between reading and writing. The stand-in is this tab's alone; a browser that keeps files has locks. */
  const alone = async (change: (files: OriginDirectory) => Promise<void>): Promise<void> => {
    const files = await directory();
    if (!files.persistent) return change(files);
    return navigator.locks.request(`ganet-${directoryName}`, () => change(files));
  };
  let lastWrite: Promise<void> = Promise.resolve();
  return {
    write: (dataset, work) => {
      // One after the other: of two files that are written at once, the older may be closed last.
      const done = lastWrite
        .catch(() => undefined)
        .then(() =>
          alone(async (files) => {
            const before = await stored(dataset);
            const kept = unread.has(dataset.name) ? workOn(dataset, before) : [];
            const next = withWork(dataset, before, new Map([...kept, ...work]));
            await files.write(fileName(dataset), new Blob([JSON.stringify(next)]));
          }),
        );
      lastWrite = done;
      return done;
    },
    read: async (dataset) => {
      await lastWrite.catch(() => undefined);
      unread.add(dataset.name);
      const work = workOn(dataset, await stored(dataset));
      unread.delete(dataset.name);
      return work;
    },
  };
}

function fileName({ name }: Dataset): string {
  return `${fingerprint(name)}.json`;
}
