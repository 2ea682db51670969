/** Whether a visitor's own work outlives a reload. */

import type { Kept } from "../../studio/kept.ts";

/** @param otherwise what keeps it where the browser does not: "exported" */
export function keptWords(kept: Kept, otherwise: string): string {
  if (kept === "kept") return "kept in this browser with the folder";
  return kept === "saving"
    ? "being kept in this browser"
    : `gone after a reload unless ${otherwise}`;
}
