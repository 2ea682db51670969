/** Where the preview and the run at τ are written: beside each other, or one under the other where the picture is narrow. */

import type { AxisFrame, AxisFrameInput } from "./axis-frame-layout.ts";

/** Characters of "Seed 1" with a gap, of "100.0 % preview, no training" and of "71.0 % trained here at −0.300". */
const SEED = 8;
const PREVIEW = 28;
const RUN = 29;
/** A mark and the gap after it, in em. */
const MARK_EM = 1.4;

export interface ReadingPlace {
  readonly x: number;
  /** Baseline. */
  readonly y: number;
}

export function readingLines(size: Pick<AxisFrameInput, "width" | "em" | "textCharacter">): 1 | 2 {
  const { width, em, textCharacter } = size;
  return (SEED + PREVIEW + RUN) * textCharacter + 2 * MARK_EM * em <= width ? 1 : 2;
}

/** Null where the frame has no line for them. */
export function readingPlaces(
  frame: Pick<AxisFrame, "readings" | "em" | "textCharacter">,
): { readonly preview: ReadingPlace; readonly run: ReadingPlace } | null {
  const { em, textCharacter } = frame;
  const [first, second] = frame.readings;
  if (first === undefined) return null;
  const x = SEED * textCharacter;
  const beside = x + PREVIEW * textCharacter + MARK_EM * em;
  return {
    preview: { x, y: first },
    run: second === undefined ? { x: beside, y: first } : { x, y: second },
  };
}
