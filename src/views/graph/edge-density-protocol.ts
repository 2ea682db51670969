/** What passes between the page and the worker that paints the edge density. Every paint is answered once, and the page sends the next only then. */

import type { DensityStep, DensityTarget } from "./density-painter.ts";
import type { DensityColors } from "./density-tone.ts";
import type { DrawnEdges } from "./graph-edges.ts";

export type DensityRequest =
  | { readonly kind: "edges"; readonly edges: DrawnEdges }
  | { readonly kind: "places"; readonly places: Float32Array }
  | { readonly kind: "colors"; readonly colors: DensityColors }
  | { readonly kind: "paint"; readonly target: DensityTarget };

export interface DensityReply {
  readonly step: DensityStep;
  /** Null while the counts are half of one picture and half of another. */
  readonly picture: ImageBitmap | null;
}
