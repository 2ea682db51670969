/** A value of the store that does not follow τ while it moves. */

import { useMemo, useSyncExternalStore } from "react";
import type { Studio, StudioState } from "../../studio/store.ts";
import { useStudioContext } from "../studio-context.tsx";
import { sweepPace } from "./sweep-pace.ts";
import { thresholdRest } from "./threshold-rest.ts";

/** As `useStudio`, but while τ moves within one graph the value is that of its last rest. `selector` must be the same function at each render. */
export function useAtRest<T>(selector: (state: StudioState) => T): T {
  const { studio } = useStudioContext();
  const source = useMemo(() => heldValue(studio, selector), [studio, selector]);
  return useSyncExternalStore(source.subscribe, source.value);
}

/** As `useAtRest`, and while a sweep runs the value follows it once a second only. */
export function useAtPace<T>(selector: (state: StudioState) => T): T {
  const { studio } = useStudioContext();
  const source = useMemo(() => pacedValue(studio, selector), [studio, selector]);
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

function pacedValue<T>(studio: Studio, selector: (state: StudioState) => T): HeldValue<T> {
  const pace = sweepPace(studio);
  const rest = thresholdRest(studio);
  const resting = heldValue(studio, selector);
  let held: { readonly value: T; readonly turn: number } | null = null;
  return {
    subscribe: (listener) => {
      const stops = [resting.subscribe(listener), pace.subscribe(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    value: () => {
      if (held === null || !pace.holding() || held.turn !== pace.turn()) {
        // A move of τ takes no turn: the value at its rest is still to come.
        const turn = rest.moving() ? -1 : pace.turn();
        held = { value: resting.value(), turn };
      }
      return held.value;
    },
  };
}
