/** Images that are picked in a grid, as file managers pick: one, one more, a range, all, none. */

import { useCallback, useMemo, useState } from "react";

export interface PickKeys {
  /** Ctrl, Cmd or Space: one more, or one less. */
  readonly toggles: boolean;
  /** Shift: everything from the last pick to here. */
  readonly extends: boolean;
}

export interface Picked {
  /** In the order shown. */
  readonly examples: readonly number[];
  readonly has: (example: number) => boolean;
  readonly pick: (example: number, keys: PickKeys) => void;
  readonly pickAll: () => void;
  readonly clear: () => void;
}

interface Picks {
  readonly set: ReadonlySet<number>;
  /** Where a range begins; null before the first pick. */
  readonly anchor: number | null;
}

const NONE: Picks = { set: new Set(), anchor: null };

/** @param shown example indices in the order of the grid; what is not shown any more is not picked any more */
export function usePicked(shown: readonly number[]): Picked {
  const [picks, setPicks] = useState<Picks>(NONE);
  const examples = useMemo(() => shown.filter((i) => picks.set.has(i)), [shown, picks]);
  const pick = useCallback(
    (example: number, keys: PickKeys) => setPicks((now) => pickedBy(now, shown, example, keys)),
    [shown],
  );
  const pickAll = useCallback(() => setPicks({ set: new Set(shown), anchor: null }), [shown]);
  const clear = useCallback(() => setPicks(NONE), []);
  const has = useCallback((example: number) => picks.set.has(example), [picks]);
  return { examples, has, pick, pickAll, clear };
}

function pickedBy(
  { set, anchor }: Picks,
  shown: readonly number[],
  example: number,
  keys: PickKeys,
): Picks {
  const from = keys.extends && anchor !== null ? shown.indexOf(anchor) : -1;
  if (from >= 0) {
    const to = shown.indexOf(example);
    const range = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
    return { set: new Set(keys.toggles ? [...set, ...range] : range), anchor };
  }
  if (!keys.toggles) return { set: new Set([example]), anchor: example };
  const next = new Set(set);
  if (!next.delete(example)) next.add(example);
  return { set: next, anchor: example };
}
