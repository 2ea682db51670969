/** A value of the store that does not follow τ while it moves. */

import { useMemo, useSyncExternalStore } from "react";
import type { Studio, StudioState } from "../../studio/store.ts";
import { useStudioContext } from "../studio-context.tsx";
import { thresholdRest } from "./threshold-rest.ts";

/** As `useStudio`, but while τ moves within one graph the value is that of its last rest. `selector` must be the same function at each render. */
export function useAtRest<T>(selector: (state: StudioState) => T): T {
  const { studio } = useStudioContext();
  const source = useMemo(() => heldValue(studio, selector), [studio, selector]);
  return useSyncExternalStore(source.subscribe, source.value);
}

interface HeldValue<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly value: () => T;
}

function heldValue<T>(studio: Studio, selector: (state: StudioState) => T): HeldValue<T> {
  const rest = thresholdRest(studio);
  let held: { readonly value: T } | null = null;
  return {
    subscribe: rest.subscribe,
    value: () => {
      if (held === null || !rest.moving()) held = { value: selector(studio.getState()) };
      return held.value;
    },
  };
}
