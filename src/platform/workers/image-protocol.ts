/** What the image worker does: hash, decode and shrink one file. The only file both sides import. */

export interface InspectedImage {
  /** SHA-256 of the bytes, lower-case hex. */
  readonly contentHash: string;
  /** Pixels after EXIF orientation. */
  readonly width: number;
  readonly height: number;
}

export interface ImageProtocol {
  /**
   * Hashes and decodes a file and stores its thumbnail under its hash.
   * Rejects with dataset/empty-file, dataset/not-an-image, dataset/unsupported-format or dataset/unreadable-image.
   */
  inspect(file: Blob, path: string): Promise<InspectedImage>;
}
