/** Hashes one file, makes sure that it is an image that decodes whole, and keeps its thumbnail. */

import { StudioError } from "../../errors.ts";
import { sha256Hex } from "../storage/sha256-hex.ts";
import type { ThumbnailStore } from "../storage/thumbnail-store.ts";
import type { InspectedImage } from "../workers/image-protocol.ts";
import { decodeBitmap, drawOnWhite } from "./decode-image.ts";
import { endsEarly } from "./image-end.ts";
import { imageFormat, type ImageFormat } from "./image-format.ts";

/** Longest side. The page shows thumbnails at up to 64 CSS pixels, two device pixels each. */
const THUMBNAIL_SIDE = 128;

const REFUSED: ReadonlyMap<ImageFormat, string> = new Map([
  ["heic", "The file is a HEIC photo, which cannot be read here. Save it as JPEG."],
  ["tiff", "The file is a TIFF image, which cannot be read here. Save it as PNG or JPEG."],
  ["jxl", "The file is a JPEG XL image, which cannot be read here. Save it as JPEG."],
  ["svg", "The file is an SVG drawing, which cannot be read here. Save it as PNG."],
]);

/**
 * @param thumbnails what was decoded once is not decoded again
 * @throws StudioError dataset/empty-file, dataset/not-an-image, dataset/unsupported-format, dataset/unreadable-image, or
 * dataset/folder-changed when the file's bytes cannot be read at all; the message is a sentence for the list of skipped files
 */
export async function inspectImage(
  file: Blob,
  path: string,
  thumbnails: ThumbnailStore,
): Promise<InspectedImage> {
  const bytes = await readBytes(file, path);
  if (bytes.length === 0)
    throw new StudioError("dataset/empty-file", "The file is empty.", { path });
  const format = imageFormat(bytes);
  if (format === null) {
    const text = `The file is named as an image, but its content is ${contentOf(bytes)}.`;
    throw new StudioError("dataset/not-an-image", text, { path });
  }
  const refused = REFUSED.get(format);
  if (refused !== undefined) {
    throw new StudioError("dataset/unsupported-format", refused, { path, format });
  }
  if (endsEarly(bytes, format)) {
    const text = "The file ends before its image data does: it is damaged or was copied in part.";
    throw new StudioError("dataset/unreadable-image", text, { path });
  }
  const contentHash = await hashOf(bytes);
  const kept = await thumbnails.read(contentHash);
  if (kept !== null) return { contentHash, width: kept.width, height: kept.height };
  const bitmap = await decodeBitmap(new Blob([bytes])).catch((error: unknown) => {
    throw error instanceof StudioError ? withPath(error, path) : error;
  });
  const { width, height } = bitmap;
  const image = await shrink(bitmap);
  bitmap.close();
  await thumbnails.write(contentHash, { width, height, image });
  return { contentHash, width, height };
}

async function readBytes(file: Blob, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    const text = "The file cannot be read: it was changed, moved or locked.";
    throw new StudioError("dataset/folder-changed", text, { path }, error);
  }
}

function withPath(error: StudioError, path: string): StudioError {
  return new StudioError(error.code, error.message, { ...error.details, path }, error.cause);
}

/** Text has no zero bytes and is valid UTF-8 nearly everywhere. */
function contentOf(bytes: Uint8Array): string {
  const start = new TextDecoder().decode(bytes.subarray(0, 512));
  if (start.startsWith("%PDF")) return "a PDF document";
  if (/^\s*<(!doctype html|html)/i.test(start)) return "a web page";
  const odd = start.replaceAll(/[^\0\uFFFD]/g, "").length;
  return odd <= start.length / 100 ? "text" : "no image format that is known here";
}

async function shrink(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(bitmap.width, bitmap.height));
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * scale));
  const canvas = drawOnWhite(bitmap, side(bitmap.width), side(bitmap.height));
  // A browser that cannot write WebP writes PNG, which shows as well.
  return canvas.convertToBlob({ type: "image/webp", quality: 0.8 });
}

function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (isSecureContext) return sha256Hex(bytes);
  const text = "The page was not opened from https or localhost, so the browser offers no hashing.";
  return Promise.reject(new StudioError("platform/insecure-context", text));
}
