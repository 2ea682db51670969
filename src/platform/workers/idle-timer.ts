/** Notices that nothing has been asked for a while, so that workers do not keep memory that nobody uses. */

export interface IdleTimer {
  /** Counts as work until the promise settles; the time runs from the end of the last work. */
  readonly during: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** @param onIdle called once after each stretch of work that was followed by `idleMs` without any */
export function createIdleTimer(idleMs: number, onIdle: () => void): IdleTimer {
  let working = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    during: async (work) => {
      working += 1;
      clearTimeout(timer);
      try {
        return await work();
      } finally {
        working -= 1;
        if (working === 0) timer = setTimeout(onIdle, idleMs);
      }
    },
  };
}
