/** Training workers on this thread, for the tests of their client. */

import type { TrainingDevice, TrainingProtocol } from "./training-protocol.ts";
import { serve } from "./worker-link.ts";

interface FakeWorker {
  terminated: boolean;
  readonly asked: (TrainingDevice["backend"] | null)[];
  readonly crash: () => void;
}

/** Workers on this thread: the real link, and jobs of the test's choice. */
export function fakeWorkers(jobsOf: (index: number) => Partial<TrainingProtocol>) {
  const workers: FakeWorker[] = [];
  const startWorker = (): Worker => {
    const { port1, port2 } = new MessageChannel();
    const asked: (TrainingDevice["backend"] | null)[] = [];
    const jobs: TrainingProtocol = {
      openDevice: (forced) => Promise.resolve({ backend: forced ?? "wasm", adapter: "CPU" }),
      prepare: () => Promise.resolve(),
      trainRuns: waitForEver,
      trainParameters: waitForEver,
      trainAdapter: waitForEver,
      linearProbe: waitForEver,
      ...jobsOf(workers.length),
    };
    const openDevice: TrainingProtocol["openDevice"] = (forced) => {
      asked.push(forced);
      return jobs.openDevice(forced);
    };
    serve<TrainingProtocol>({ ...jobs, openDevice }, port2);
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
      asked,
      crash: () => worker.onerror?.({ message: "out of memory" }),
    };
    port1.onmessage = (event) => worker.onmessage?.(event);
    workers.push(state);
    return worker as unknown as Worker;
  };
  return { startWorker, workers };
}

const waitForEver = () => new Promise<never>(() => undefined);
