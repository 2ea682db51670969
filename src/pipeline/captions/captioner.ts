/** The port through which a captioner, embedded or from a hub, describes one image. */

import type { CancelToken, Caption, ModelInfo } from "../artifacts.ts";

/** Names an image; the platform side finds its bytes by path and its stored results by hash. */
export interface ImageInput {
  readonly path: string;
  readonly contentHash: string;
}

export interface Captioner {
  readonly info: ModelInfo;
  /** Null when this image has still to run through the model. */
  readonly stored: (image: ImageInput) => Promise<Caption | null>;
  /**
   * May run the model though there is a stored caption: `stored` is asked first. What `stored` reads (a text, logits or the image's vector)
   * is written before this resolves. `onText` hears the text so far of a model that writes token by token.
   */
  readonly caption: (
    image: ImageInput,
    cancel: CancelToken,
    onText?: (text: string) => void,
  ) => Promise<Caption>;
}
