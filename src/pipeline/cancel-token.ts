/** How whoever starts a long job keeps the means to stop it. */

import type { CancelToken } from "./artifacts.ts";

/** A token and the function that cancels it. Listeners run once, in the order in which they came. */
export function createCancelToken(): { readonly token: CancelToken; readonly cancel: () => void } {
  const listeners = new Set<() => void>();
  let cancelled = false;
  const token: CancelToken = {
    get cancelled() {
      return cancelled;
    },
    onCancel: (listener) => {
      if (cancelled) {
        listener();
        return () => undefined;
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
  const cancel = (): void => {
    if (cancelled) return;
    cancelled = true;
    const waiting = [...listeners];
    listeners.clear();
    for (const listener of waiting) listener();
  };
  return { token, cancel };
}
