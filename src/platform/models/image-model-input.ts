/** What the image model's weights were trained on, and what runs them. */

import type { ChannelStatistics } from "../../numeric/normalize-pixels.ts";
import type { PixelSource } from "../../numeric/pil-bicubic.ts";
import type { ImageModelOutput } from "./embedded-models.ts";

/** Pixels of the shortest side after resizing, and of the square cut out of its centre. */
export const RESIZED_SIDE = 256;
export const CROP_SIDE = 224;

export const IMAGENET_STATISTICS: ChannelStatistics = {
  mean: [0.485, 0.456, 0.406],
  standardDeviation: [0.229, 0.224, 0.225],
};

/** The image model on one of its runtimes. */
export interface ImageModelRunner {
  readonly encodeImage: (image: PixelSource) => Promise<ImageModelOutput>;
  /** @param pixels normalised, [3, 224, 224] */
  readonly encodePixels: (pixels: Float32Array<ArrayBuffer>) => Promise<ImageModelOutput>;
  readonly dispose: () => Promise<void>;
}
