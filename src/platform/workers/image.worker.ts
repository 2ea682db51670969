/** A worker that hashes, decodes and shrinks one image after the other. */

import { inspectImage } from "../images/inspect-image.ts";
import { createThumbnailStore } from "../storage/thumbnail-store.ts";
import type { ImageProtocol } from "./image-protocol.ts";
import { serve } from "./worker-link.ts";

const thumbnails = createThumbnailStore();

serve<ImageProtocol>({ inspect: (file, path) => inspectImage(file, path, thumbnails) });
