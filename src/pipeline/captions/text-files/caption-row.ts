/** Captions as files hold them: a row an image. */

import type { Caption } from "../../artifacts.ts";

export const TEXT_FORMATS = ["jsonl", "csv", "txt", "coco", "metadata", "parquet"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** Bytes of the largest file that is read: captions of a million images. */
export const LARGEST_CAPTION_FILE = 2 ** 27;

export interface CaptionRow {
  /** Path or name of the image, or of the .txt beside it. */
  readonly file: string;
  readonly caption: string;
}

export interface ExportedCaption extends CaptionRow {
  /** Null for an image without a label, and for a covered test image. */
  readonly className: string | null;
  readonly tags: readonly string[];
  readonly source: Caption["source"];
  readonly locked: boolean;
  readonly width: number;
  readonly height: number;
}

/** Bytes under a name. */
export interface CaptionFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a file of captions holds. */
export interface ReadCaptions {
  readonly rows: readonly CaptionRow[];
  /** Plain sentences: what was passed over, and why. */
  readonly problems: readonly string[];
}
