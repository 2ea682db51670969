/** From an image file to its pixels, for thumbnails and for encoders. */

import { StudioError } from "../../errors.ts";

/** Above this many pixels antialiased bicubic to 224 pixels costs more than 150 ms, and halving first changes little. */
const MOST_PIXELS = 12_000_000;

export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], opaque. */
  readonly rgba: Uint8ClampedArray;
}

/**
 * Pixels of the first frame, upright by the EXIF orientation, transparent parts on white.
 *
 * Colour profiles are not applied: the encoders were trained on decoded values as they stand in the file, and their reference
 * preprocessing reads files that way. Images above 12 megapixels are halved until they are not.
 *
 * @throws StudioError dataset/unreadable-image
 */
export async function decodeImage(file: Blob): Promise<DecodedImage> {
  const bitmap = await decodeBitmap(file, { colorSpaceConversion: "none" });
  try {
    let halvings = 0;
    while ((bitmap.width * bitmap.height) / 4 ** halvings > MOST_PIXELS) halvings++;
    return pixelsOf(drawHalved(bitmap, halvings));
  } finally {
    bitmap.close();
  }
}

/** @throws StudioError dataset/unreadable-image */
export async function decodeBitmap(
  file: Blob,
  options: ImageBitmapOptions = {},
): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { ...options, imageOrientation: "from-image" });
  } catch (error) {
    const text = "The image cannot be decoded; the file may be damaged.";
    throw new StudioError("dataset/unreadable-image", text, {}, error);
  }
}

/** A canvas on white. Each halving is one drawing at exactly half the size, where the browser averages 2 x 2 pixels. */
function drawHalved(bitmap: ImageBitmap, halvings: number): OffscreenCanvas {
  let source: ImageBitmap | OffscreenCanvas = bitmap;
  let drawn: OffscreenCanvas | null = null;
  for (let step = Math.min(1, halvings); step <= halvings; step++) {
    const width = Math.max(1, Math.round(bitmap.width / 2 ** step));
    const height = Math.max(1, Math.round(bitmap.height / 2 ** step));
    drawn = drawOnWhite(source, width, height);
    source = drawn;
  }
  return drawn ?? drawOnWhite(bitmap, bitmap.width, bitmap.height);
}

/** @throws StudioError platform/internal where OffscreenCanvas has no 2-D context */
export function drawOnWhite(
  source: ImageBitmap | OffscreenCanvas,
  width: number,
  height: number,
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = context2d(canvas);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

function pixelsOf(canvas: OffscreenCanvas): DecodedImage {
  const { width, height } = canvas;
  return { width, height, rgba: context2d(canvas).getImageData(0, 0, width, height).data };
}

function context2d(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  // Read-back from a GPU canvas is slower than drawing on the CPU.
  const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  if (context === null)
    throw new StudioError("platform/internal", "The browser has no 2-D canvas.");
  return context;
}
