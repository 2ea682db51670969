/** Runs a generator to its end on a worker's thread, and looks up now and then, so that a cancellation can arrive. */

import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";

/** Time between two looks for a cancellation: short for a hand on the slider, long beside the time that a look takes. */
const LOOK_MS = 15;

/** @throws Cancelled, after the generator has cleaned up */
export async function drive<Report, Result>(
  runs: AsyncGenerator<Report, Result>,
  onReport: (report: Report) => void,
  cancel: CancelToken,
): Promise<Result> {
  let lookedMs = performance.now();
  for (;;) {
    const step = await runs.next();
    if (step.done === true) return step.value;
    onReport(step.value);
    if (performance.now() - lookedMs < LOOK_MS) continue;
    await letMessagesIn();
    lookedMs = performance.now();
    if (cancel.cancelled) await runs.throw(new Cancelled());
  }
}

/** A message, because a chain of timers is held back to 4 ms each. */
function letMessagesIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
