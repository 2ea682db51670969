/** Input comes faster than frames: only the last value of a burst is used, in the next frame. */

import { useCallback, useEffect, useRef } from "react";

export function useLatestPerFrame<Value>(use: (value: Value) => void): (value: Value) => void {
  const pending = useRef<{ frame: number; value: Value } | null>(null);
  useEffect(
    () => () => {
      if (pending.current !== null) cancelAnimationFrame(pending.current.frame);
      pending.current = null;
    },
    [],
  );
  return useCallback(
    (value: Value) => {
      if (pending.current !== null) {
        pending.current.value = value;
        return;
      }
      const frame = requestAnimationFrame(() => {
        const last = pending.current;
        pending.current = null;
        if (last !== null) use(last.value);
      });
      pending.current = { frame, value };
    },
    [use],
  );
}
