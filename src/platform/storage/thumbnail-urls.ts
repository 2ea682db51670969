/** Addresses of thumbnails for <img>, a bounded number of them alive at a time. */

import type { ThumbnailStore } from "./thumbnail-store.ts";

/** More than a screen of thumbnails, few enough that blobs do not pile up. */
const MOST_URLS = 1200;

export interface ThumbnailUrls {
  /** The stored thumbnail, else the file itself; null when neither can be read. */
  readonly url: (contentHash: string, readFile: () => Promise<Blob>) => Promise<string | null>;
}

export function createThumbnailUrls(store: ThumbnailStore): ThumbnailUrls {
  /** Oldest use first. */
  const urls = new Map<string, Promise<string | null>>();
  const make = async (contentHash: string, readFile: () => Promise<Blob>) => {
    try {
      const image = (await store.read(contentHash))?.image ?? (await readFile());
      return URL.createObjectURL(image);
    } catch {
      // A picture that cannot be shown is an empty tile; whoever needs the file itself reports why.
      urls.delete(contentHash);
      return null;
    }
  };
  const trim = (): void => {
    for (const [contentHash, oldest] of urls) {
      if (urls.size <= MOST_URLS) return;
      urls.delete(contentHash);
      void oldest.then((url) => {
        if (url !== null) URL.revokeObjectURL(url);
      });
    }
  };
  return {
    url: (contentHash, readFile) => {
      const url = urls.get(contentHash) ?? make(contentHash, readFile);
      urls.delete(contentHash);
      urls.set(contentHash, url);
      trim();
      return url;
    },
  };
}
