/** How many captions came from where. */

import type { Caption } from "../../pipeline/artifacts.ts";

export function captionSources(captions: readonly (Caption | null)[]): {
  readonly sidecar: number;
  readonly tagger: number;
} {
  let sidecar = 0;
  let tagger = 0;
  for (const caption of captions) {
    if (caption?.source === "sidecar") sidecar += 1;
    if (caption?.source === "tagger") tagger += 1;
  }
  return { sidecar, tagger };
}
