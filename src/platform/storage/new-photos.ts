/** A photo from outside the data set: checked and hashed like its images, and found by the encoders under a path that no folder has. */

import type { CancelToken } from "../../pipeline/artifacts.ts";
import type { ImageFacts } from "../../pipeline/dataset/assemble-dataset.ts";
import type { PhotoSource } from "../../studio/services.ts";

export interface NewPhotos {
  readonly source: (file: File) => PhotoSource;
  /** Null for a path that is not the latest photo's. */
  readonly readFile: (path: string) => Blob | null;
}

/** Paths inside a folder begin with no slash. */
const PATH = "/new-photo/";

export function createNewPhotos(
  inspectFile: (file: Blob, path: string, cancel: CancelToken) => Promise<ImageFacts>,
): NewPhotos {
  let latest: { readonly path: string; readonly file: Blob } | null = null;
  return {
    source: (file) => ({
      name: file.name,
      read: async (cancel) => {
        const { contentHash } = await inspectFile(file, file.name, cancel);
        const path = PATH + contentHash;
        latest = { path, file };
        return { path, contentHash };
      },
    }),
    readFile: (path) => (latest?.path === path ? latest.file : null),
  };
}
