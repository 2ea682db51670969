/** The page's side of the measuring worker. */

import { link, type Linked } from "../../src/platform/workers/worker-link.ts";
import type { MeasureProtocol } from "./measure-protocol.ts";

/** Runs one job in a worker of its own, which ends with it. */
export async function measureInWorker<Result>(
  job: (worker: MeasureProtocol) => Promise<Result>,
): Promise<Result> {
  const worker = new Worker(new URL("./measure.worker.ts", import.meta.url), { type: "module" });
  const linked: Linked<MeasureProtocol> = link(worker, ["rank", "trainPoints", "trainAndHold"]);
  try {
    return await job(linked.call);
  } finally {
    linked.dispose();
  }
}
