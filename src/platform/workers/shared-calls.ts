/** Calls for the same key that run at the same time are one call: each caller waits, and cancels, for itself. */

import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";

export interface SharedCalls<Result> {
  /**
   * Joins the call that runs for this key, or starts one. A caller that cancels is rejected at once; the call itself is cancelled when the
   * last of its callers has. A finished call is forgotten, so a failed one can be tried again.
   */
  readonly join: (
    key: string,
    cancel: CancelToken,
    start: (cancel: CancelToken) => Promise<Result>,
  ) => Promise<Result>;
}

interface RunningCall<Result> {
  readonly result: Promise<Result>;
  readonly stop: () => void;
  callers: number;
}

export function createSharedCalls<Result>(): SharedCalls<Result> {
  const running = new Map<string, RunningCall<Result>>();

  const begin = (
    key: string,
    start: (cancel: CancelToken) => Promise<Result>,
  ): RunningCall<Result> => {
    const { token, cancel } = createCancelToken();
    const forget = (): void => {
      if (running.get(key) === call) running.delete(key);
    };
    const stop = (): void => {
      forget();
      cancel();
    };
    const call: RunningCall<Result> = { result: start(token), stop, callers: 0 };
    running.set(key, call);
    call.result.then(forget, forget);
    return call;
  };

  return {
    join: (key, cancel, start) => {
      if (cancel.cancelled) return Promise.reject(new Cancelled());
      const call = running.get(key) ?? begin(key, start);
      call.callers += 1;
      return new Promise((resolve, reject) => {
        const leave = cancel.onCancel(() => {
          call.callers -= 1;
          if (call.callers === 0) call.stop();
          reject(new Cancelled());
        });
        call.result.then(resolve, reject).finally(leave);
      });
    },
  };
}
