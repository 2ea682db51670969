/** A worker on this thread, for tests: the real link, an implementation of the test's choice, and a way to die. */

import { serve } from "./worker-link.ts";

export interface FakeWorker {
  terminated: boolean;
  readonly crash: () => void;
}

export function fakeWorker<P extends object>(implementation: {
  readonly [Method in keyof P]: P[Method];
}): { readonly worker: Worker; readonly state: FakeWorker } {
  const { port1, port2 } = new MessageChannel();
  serve<P>(implementation, port2);
  const worker = {
    postMessage: port1.postMessage.bind(port1),
    terminate: () => {
      state.terminated = true;
      port1.close();
    },
    onmessage: null as ((event: unknown) => void) | null,
    onmessageerror: null,
    onerror: null as ((event: { message: string }) => void) | null,
  };
  const state = {
    terminated: false,
    crash: () => worker.onerror?.({ message: "out of memory" }),
  };
  port1.onmessage = (event) => worker.onmessage?.(event);
  return { worker: worker as unknown as Worker, state };
}
