/** The graph at τ in a few words. */

import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import { countOf } from "../format/count.ts";

/** Two parts, as the first is the heading's figure: "1,204 edges" and "12 components". Below the cut-off components are not known. */
export function graphWords({ edges, components }: GraphStatistics): readonly [string, string] {
  return [countOf(edges, "edge"), components === null ? "" : countOf(components, "component")];
}
