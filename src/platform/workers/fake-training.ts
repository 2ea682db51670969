/** Training workers on this thread, for the tests of their client. */

import { fakeWorker, type FakeWorker } from "./fake-worker.ts";
import type { TrainingDevice, TrainingProtocol } from "./training-protocol.ts";

interface FakeTrainingWorker extends FakeWorker {
  readonly asked: (TrainingDevice["backend"] | null)[];
}

export function fakeWorkers(jobsOf: (index: number) => Partial<TrainingProtocol>) {
  const workers: FakeTrainingWorker[] = [];
  const startWorker = (): Worker => {
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
    const { worker, state } = fakeWorker<TrainingProtocol>({ ...jobs, openDevice });
    workers.push(Object.assign(state, { asked }));
    return worker;
  };
  return { startWorker, workers };
}

const waitForEver = () => new Promise<never>(() => undefined);
