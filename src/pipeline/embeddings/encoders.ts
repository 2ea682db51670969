/** The ports through which frozen encoders, embedded or from a hub, turn an image or a text into a vector. */

import type { CancelToken, EncoderInfo } from "../artifacts.ts";
import type { ImageInput } from "../captions/captioner.ts";

export interface ImageEncoder {
  readonly info: EncoderInfo;
  /** [D_image], as the encoder gives it. Reads the stored result when there is one; else stores it before resolving. */
  readonly embed: (image: ImageInput, cancel: CancelToken) => Promise<Float32Array>;
}

export interface TextEncoder {
  readonly info: EncoderInfo;
  /** [D_text], as the encoder gives it. */
  readonly embed: (text: string, cancel: CancelToken) => Promise<Float32Array>;
}
