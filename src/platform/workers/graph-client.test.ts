import { describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import {
  Cancelled,
  type FusedFeatures,
  type Progress,
  type RunNodes,
} from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { createGraphService } from "./graph-client.ts";
import { graphJobs } from "./graph-jobs.ts";
import type { GraphProtocol } from "./graph-protocol.ts";
import { serve } from "./worker-link.ts";

/** Workers on this thread: the real link, and jobs that may be replaced. */
function fakeWorkers(replaced: Partial<GraphProtocol> = {}) {
  const workers: { terminated: boolean; crash: () => void }[] = [];
  const startWorker = (): Worker => {
    const { port1, port2 } = new MessageChannel();
    serve<GraphProtocol>({ ...graphJobs, ...replaced }, port2);
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
    workers.push(state);
    return worker as unknown as Worker;
  };
  return { startWorker, workers };
}

const features: FusedFeatures = {
  rows: 5,
  dimension: 2,
  values: Float32Array.of(1, 0, 0, 1, 0.6, 0.8, -1, 0, 0.8, -0.6),
  zeroImageRows: 0,
  zeroTextRows: 0,
};
const nodes: RunNodes = {
  runSeed: 1,
  scope: "inductive",
  classCount: 2,
  example: Int32Array.of(0, 1, 2, 3, 4),
  part: Uint8Array.of(0, 0, 1, 2, 2),
  label: Int32Array.of(0, 1, 0, -1, -1),
};
const never = () => createCancelToken().token;
const waitForEver = () => new Promise<never>(() => undefined);

describe("graph service", () => {
  it("goes from features to ranked pairs and positions, ending the workers of long jobs", async () => {
    const { startWorker, workers } = fakeWorkers();
    const service = createGraphService(startWorker);
    const reports: Progress[] = [];
    const similarities = await service.similarities(
      features,
      (report) => reports.push(report),
      never(),
    );
    // Cosines of node 0 with the others are the first components.
    expect([...similarities.values.subarray(0, 4)]).toEqual([0, 0.6, -1, 0.8].map(Math.fround));
    expect(reports).toEqual([{ label: "Comparing images", done: 10, total: 10 }]);
    const ranked = await service.rank(similarities, nodes);
    expect([ranked.source[0], ranked.target[0], ranked.source.length]).toEqual([0, 4, 7]);
    const start = await service.principalPositions(features);
    const positions = await service.umapPositions(similarities, start, 1, never());
    expect(positions.length).toBe(10);
    // The caller's arrays were copied, not moved.
    expect(similarities.values.length).toBe(10);
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false, true]);
  });

  it("rejects a cancelled long job at once and ends its worker, while a short one goes on", async () => {
    const { startWorker, workers } = fakeWorkers({ similarities: waitForEver });
    const service = createGraphService(startWorker);
    const { token, cancel } = createCancelToken();
    const job = service.similarities(features, () => undefined, token);
    const positions = service.principalPositions(features);
    cancel();
    await expect(job).rejects.toBeInstanceOf(Cancelled);
    await expect(positions).resolves.toHaveLength(10);
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false]);
  });

  it("never starts a job that is cancelled already", async () => {
    const service = createGraphService(fakeWorkers().startWorker);
    const { token, cancel } = createCancelToken();
    cancel();
    await expect(service.similarities(features, () => undefined, token)).rejects.toBeInstanceOf(
      Cancelled,
    );
  });

  it("keeps error codes, and starts a new worker after a crash", async () => {
    const { startWorker, workers } = fakeWorkers({ principalPositions: waitForEver });
    const service = createGraphService(startWorker);
    const similarities = { count: 5, values: new Float32Array(10) };
    const unlabelled = { ...nodes, part: new Uint8Array(5).fill(3) };
    await expect(service.rank(similarities, unlabelled)).rejects.toMatchObject({
      code: "graph/no-training-nodes",
    });
    const lost = service.principalPositions(features);
    workers[0]!.crash();
    await expect(lost).rejects.toBeInstanceOf(StudioError);
    await expect(service.rank(similarities, nodes)).resolves.toMatchObject({
      nodes: { runSeed: 1 },
    });
    expect(workers.length).toBe(2);
  });
});
