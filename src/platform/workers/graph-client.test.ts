import { describe, expect, it, vi } from "vitest";
import { StudioError } from "../../errors.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import {
  Cancelled,
  type Embeddings,
  type FusedFeatures,
  type Pools,
  type Progress,
  type RunNodes,
} from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { collectPairs } from "../../pipeline/graph/ranked-pairs.ts";
import { fakeWorker, type FakeWorker } from "./fake-worker.ts";
import type { CollectPairs } from "./gpu-collector.ts";
import { createGraphService } from "./graph-client.ts";
import { createGraphJobs } from "./graph-jobs.ts";
import type { GraphProtocol } from "./graph-protocol.ts";

const noGpu: CollectPairs = () => Promise.resolve(null);

/** Workers on this thread: the real link, and jobs that may be replaced. */
function fakeWorkers(replaced: Partial<GraphProtocol> = {}, collectOnGpu = noGpu) {
  const workers: FakeWorker[] = [];
  const startWorker = (): Worker => {
    const openKernels = () => Promise.resolve(referenceKernels);
    const jobs = createGraphJobs({ openKernels, collectOnGpu });
    const { worker, state } = fakeWorker<GraphProtocol>({ ...jobs, ...replaced });
    workers.push(state);
    return worker;
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

const ignore = () => undefined;
const info = { id: "e", name: "E", licence: "test", dimension: 2 };
const embeddings: Embeddings = {
  imageEncoder: info,
  textEncoder: info,
  image: { rows: 5, dimension: 2, values: features.values.map((value) => 3 * value) },
  text: { rows: 5, dimension: 2, values: features.values },
};
const pools: Pools = {
  splitSeed: 1,
  pool: ["train", "train", "train", "test", "test"],
  smallClasses: [],
  duplicates: [],
  validationFromTrain: true,
  defaultShots: 1,
};

describe("graph service", () => {
  it("goes from embeddings to features, ranked pairs, a grid and positions on one worker", async () => {
    const { startWorker, workers } = fakeWorkers();
    const service = createGraphService(startWorker);
    const settings = { modalityWeight: 0, center: false, scale: 10 };
    const fused = await service.fuse(embeddings, settings, [0], never());
    fused.values.forEach((value, i) => expect(value).toBeCloseTo(features.values[i]!, 6));
    const reports: Progress[] = [];
    const report = (progress: Progress): unknown => reports.push(progress);
    const { ranked, prefixes, preview } = await service.rank(features, nodes, 9, report, never());
    // Two training nodes: 4 + 3 pairs. Of equal cosines, here 0.8, the smaller source comes first.
    expect([ranked.source[0], ranked.target[0], ranked.source.length]).toEqual([0, 4, 7]);
    expect(reports).toEqual([{ label: "Comparing images", done: 7, total: 7 }]);
    expect(prefixes.labelled.at(-1)).toBe(3);
    expect(preview?.validationLabels).toEqual(Int32Array.of(0));
    const grid = await service.thresholdGrid(features, pools, [nodes], 3, 9, report, never());
    expect([grid[0], grid.at(-1)]).toEqual([-1.01, 1.01]);
    const start = await service.principalPositions(features, never());
    expect(await service.umapPositions(features, start, 1, never())).toHaveLength(10);
    // The caller's arrays were copied, not moved.
    expect(features.values.length).toBe(10);
    expect(workers.map((worker) => worker.terminated)).toEqual([false]);
  });

  it("measures smoothness and finds near duplicates", async () => {
    const service = createGraphService(fakeWorkers().startWorker);
    const reports: Progress[] = [];
    const report = (progress: Progress): unknown => reports.push(progress);
    const { ranked } = await service.rank(features, nodes, 9, ignore, never());
    const points = await service.smoothing(features, ranked, [0.7, 1.01], report, never());
    // Two edges above 0.7, both of cosine 0.8 and one way: from a training image to one of validation, and to one of test.
    expect(points[0]?.before?.dirichlet).toBeCloseTo((2 * (2 - 2 * 0.8)) / 5, 6);
    expect(points[1]?.dirichletRatio).toBeNull();
    const copied = { ...embeddings.image, values: embeddings.image.values.slice() };
    copied.values.set([7, 0], 4);
    const near = await service.nearDuplicates({ ...embeddings, image: copied }, report, never());
    expect(near.pairs.map(({ first, second }) => [first, second])).toEqual([[0, 2]]);
    expect(reports.map(({ label, done }) => [label, done])).toEqual([
      ["Measuring smoothness", 0],
      ["Measuring smoothness", 2],
      ["Measuring smoothness", 2],
      ["Comparing images", 5],
    ]);
  });

  it("ranks the sample's similarities without features, and then has no preview", async () => {
    const service = createGraphService(fakeWorkers().startWorker);
    const similarities = { count: 5, values: Float32Array.from({ length: 10 }, (_, i) => i / 10) };
    const { ranked, preview } = await service.rank(similarities, nodes, 100, ignore, never());
    expect([ranked.source[0], ranked.target[0]]).toEqual([1, 4]);
    expect(preview).toBeNull();
  });

  it("takes what a GPU collected, in whatever order, to the same ranking as the kernels", async () => {
    const collected: CollectPairs = (rows, width, of, budget, onPairs) => {
      const block = referenceKernels.load(rows, of.example.length, width);
      const work = collectPairs({ count: block.rows, stripe: block.products }, of, budget);
      for (;;) {
        const step = work.next();
        if (step.done !== true) continue;
        onPairs(7, 7);
        const { source, target, similarity } = step.value;
        const turned = { source: source.toReversed(), target: target.toReversed() };
        return Promise.resolve({
          ...step.value,
          ...turned,
          similarity: similarity.toReversed(),
        });
      }
    };
    const onGpu = createGraphService(fakeWorkers({}, collected).startWorker);
    const onCpu = createGraphService(fakeWorkers().startWorker);
    const a = await onGpu.rank(features, nodes, 100, ignore, never());
    const b = await onCpu.rank(features, nodes, 100, ignore, never());
    expect(a).toEqual(b);
  });

  it("makes features in shared memory where the page may have it, and ranks from them", async () => {
    vi.stubGlobal("crossOriginIsolated", true);
    try {
      const service = createGraphService(fakeWorkers().startWorker);
      const settings = { modalityWeight: 0.5, center: true, scale: 10 };
      const fused = await service.fuse(embeddings, settings, [0, 1, 2], never());
      expect(fused.values.buffer).toBeInstanceOf(SharedArrayBuffer);
      const own = { ...fused, values: Float32Array.from(fused.values) };
      const rank = (of: FusedFeatures) => service.rank(of, nodes, 100, ignore, never());
      expect(await rank(fused)).toEqual(await rank(own));
      expect(await service.principalPositions(fused, never())).toHaveLength(10);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("rejects a cancelled job at once and ends its worker, while another goes on", async () => {
    const { startWorker, workers } = fakeWorkers({ rank: waitForEver });
    const service = createGraphService(startWorker);
    const { token, cancel } = createCancelToken();
    const job = service.rank(features, nodes, 9, ignore, token);
    const positions = service.principalPositions(features, never());
    cancel();
    await expect(job).rejects.toBeInstanceOf(Cancelled);
    await expect(positions).resolves.toHaveLength(10);
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false]);
  });

  it("never starts a job that is cancelled already", async () => {
    const service = createGraphService(fakeWorkers().startWorker);
    const { token, cancel } = createCancelToken();
    cancel();
    await expect(service.rank(features, nodes, 9, ignore, token)).rejects.toBeInstanceOf(Cancelled);
  });

  it("keeps error codes, and starts a new worker after a crash", async () => {
    const { startWorker, workers } = fakeWorkers({ principalPositions: waitForEver });
    const service = createGraphService(startWorker);
    const unlabelled = { ...nodes, part: new Uint8Array(5).fill(3) };
    await expect(service.rank(features, unlabelled, 9, ignore, never())).rejects.toMatchObject({
      code: "graph/no-training-nodes",
    });
    const lost = service.principalPositions(features, never());
    workers[0]!.crash();
    await expect(lost).rejects.toBeInstanceOf(StudioError);
    await expect(service.rank(features, nodes, 9, ignore, never())).resolves.toMatchObject({
      ranked: { nodes: { runSeed: 1 } },
    });
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false]);
  });

  it("ends its workers after a minute without work", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { startWorker, workers } = fakeWorkers();
      const service = createGraphService(startWorker);
      await service.principalPositions(features, never());
      vi.advanceTimersByTime(59_000);
      expect(workers.map((worker) => worker.terminated)).toEqual([false]);
      await service.principalPositions(features, never());
      vi.advanceTimersByTime(60_000);
      expect(workers.map((worker) => worker.terminated)).toEqual([true]);
    } finally {
      vi.useRealTimers();
    }
  });
});
