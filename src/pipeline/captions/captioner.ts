/** The port through which a captioner, embedded or from a hub, describes one image. */

import type { CancelToken, Caption, ModelInfo } from "../artifacts.ts";

/** Names an image; the platform side finds its bytes by path and its stored results by hash. */
export interface ImageInput {
  readonly path: string;
  readonly contentHash: string;
}

export interface Captioner {
  readonly info: ModelInfo;
  /** Reads the stored result when there is one; else runs the model and stores what it gives before resolving. */
  readonly caption: (image: ImageInput, cancel: CancelToken) => Promise<Caption>;
}
