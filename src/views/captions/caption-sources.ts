/** How many captions came from where. */

import type { Caption } from "../../pipeline/artifacts.ts";

export function captionSources(
  captions: readonly (Caption | null)[],
): Readonly<Record<Caption["source"], number>> {
  const counts = { sidecar: 0, tagger: 0, model: 0, retrieved: 0, edited: 0, imported: 0 };
  for (const caption of captions) if (caption !== null) counts[caption.source] += 1;
  return counts;
}
