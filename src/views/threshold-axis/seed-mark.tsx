/** A diamond for one seed's accuracy at one τ, unlike the round points of the mean curve: dashed for a preview, open while it trains, full when trained. */

import type { AccuracyPlace } from "./accuracy-strip-layout.ts";

export type SeedMarkKind = "preview" | "training" | "trained";

interface SeedMarkProps {
  readonly kind: SeedMarkKind;
  readonly x: number;
  readonly place: AccuracyPlace;
  readonly em: number;
}

export function SeedMark({ kind, x, place, em }: SeedMarkProps) {
  return <path className={`axis-seed axis-seed-${kind}`} d={markPath(x, place, 0.5 * em)} />;
}

/** Beyond the ends of the scale an arrowhead says which way it would go on. */
function markPath(x: number, { y, beyond }: AccuracyPlace, r: number): string {
  switch (beyond) {
    case "above":
      return `M${x},${y} l${r},${1.6 * r} h${-2 * r} z`;
    case "below":
      return `M${x},${y} l${-r},${-1.6 * r} h${2 * r} z`;
    case null:
      return `M${x},${y - r} l${r},${r} l${-r},${r} l${-r},${-r} z`;
  }
}
