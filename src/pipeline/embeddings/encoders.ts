/** The ports through which frozen encoders, embedded or from a hub, turn an image or a text into a vector. */

import type { CancelToken, EncoderInfo } from "../artifacts.ts";
import type { ImageInput } from "../captions/captioner.ts";

export interface ImageEncoder {
  readonly info: EncoderInfo;
  /** Null when this image has still to run through the model. */
  readonly stored: (image: ImageInput) => Promise<Float32Array | null>;
  /** [D_image], as the encoder gives it; stored before it resolves. */
  readonly embed: (image: ImageInput, cancel: CancelToken) => Promise<Float32Array>;
}

export interface TextEncoder {
  readonly info: EncoderInfo;
  /** Null when this text has still to run through the model. */
  readonly stored: (text: string) => Promise<Float32Array | null>;
  /** Whether a text that was embedded, now or on an earlier visit, was longer than the encoder's context. */
  readonly wasCut: (text: string) => Promise<boolean>;
  /** [D_text], as the encoder gives it; stored before it resolves. */
  readonly embed: (text: string, cancel: CancelToken) => Promise<Float32Array>;
}
