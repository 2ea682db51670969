/** Small pictures of images that were decoded, with the size of the image they stand for; by content. */

import {
  openOriginDirectory,
  type OpenDirectory,
  type OriginDirectory,
} from "./origin-directory.ts";

interface Thumbnail {
  /** Pixels of the whole image, upright. */
  readonly width: number;
  readonly height: number;
  readonly image: Blob;
}

export interface ThumbnailStore {
  readonly read: (contentHash: string) => Promise<Thumbnail | null>;
  readonly write: (contentHash: string, thumbnail: Thumbnail) => Promise<void>;
}

/** Width, height and the picture's length in bytes, before the picture: a torn file does not match and counts as missing. */
const HEADER_BYTES = 12;

export function createThumbnailStore(
  openDirectory: OpenDirectory = openOriginDirectory,
): ThumbnailStore {
  let opened: Promise<OriginDirectory> | null = null;
  const directory = (): Promise<OriginDirectory> => (opened ??= openDirectory("thumbnails"));
  return {
    read: async (contentHash) => {
      const file = await (await directory()).read(contentHash);
      if (file === null || file.size < HEADER_BYTES) return null;
      // Into memory: a slice of the stored file cannot be read any more once the file is deleted or written again.
      const bytes = await file.arrayBuffer();
      const [width, height, length] = new Uint32Array(bytes, 0, 3);
      if (width === undefined || height === undefined) return null;
      if (width === 0 || height === 0 || length !== bytes.byteLength - HEADER_BYTES) return null;
      // The type is left open: browsers tell WebP from PNG by its first bytes.
      return { width, height, image: new Blob([new Uint8Array(bytes, HEADER_BYTES)]) };
    },
    write: async (contentHash, { width, height, image }) => {
      const header = new Uint32Array([width, height, image.size]);
      await (await directory()).write(contentHash, new Blob([header, image]));
    },
  };
}
