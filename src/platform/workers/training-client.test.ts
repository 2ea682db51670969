import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { StudioError } from "../../errors.ts";
import {
  Cancelled,
  type EpochReport,
  type LinearProbePoint,
  type RunPoint,
  type RunReport,
} from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { fakeWorkers } from "./fake-training.ts";
import { inTurn } from "./in-turn.ts";
import { createTrainingService } from "./training-client.ts";
import { createTrainingJobs } from "./training-jobs.ts";

const never = () => createCancelToken().token;
const ignore = () => undefined;

// Two classes on two axes; two training, two validation and two test images.
const problem: SweepProblem = {
  features: {
    rows: 6,
    dimension: 2,
    values: Float32Array.of(1, 0, 0, 1, 0.8, 0.6, 0.6, 0.8, 0.96, 0.28, 0.28, 0.96),
    zeroImageRows: 0,
    zeroTextRows: 0,
  },
  featureScale: 10,
  pairBudget: 1000,
  runs: [
    {
      runSeed: 1,
      scope: "inductive",
      classCount: 2,
      example: Int32Array.of(0, 1, 2, 3, 4, 5),
      part: Uint8Array.of(0, 0, 1, 1, 2, 2),
      label: Int32Array.of(0, 1, 0, 1, -1, -1),
    },
  ],
  adapter: { bottleneckDimension: 2, residual: true, activation: "relu" },
  training: { shots: 1, runSeeds: [1], epochs: 40, learningRate: 1e-2, ewcLambda: 0 },
};

const point = (threshold: number): RunPoint => ({
  runSeed: 1,
  threshold,
  statistics: {
    threshold,
    edges: 0,
    meanDegree: 0,
    isolated: 1,
    homophily: null,
    adjustedHomophily: null,
    components: 6,
    exact: true,
  },
  keptEpoch: 1,
  validationAccuracy: 1,
  validationLoss: 0,
  validationPredictions: [],
  testPredictions: [],
  trainLosses: [1],
  seconds: 1,
});

describe.each([
  { backend: "cpu", adapter: "CPU (JavaScript)" },
  { backend: "simd", adapter: "CPU (SIMD)" },
] as const)("training service with the real jobs, backend $backend", ({ backend, adapter }) => {
  beforeAll(() => {
    // The page fetches the module's file from beside itself.
    vi.stubGlobal("fetch", (path: string) =>
      Promise.resolve(new Response(readFileSync(`.${path}`))),
    );
  });
  afterAll(() => {
    vi.unstubAllGlobals();
  });

  const open = () => {
    const { startWorker, workers } = fakeWorkers(() => inTurn(createTrainingJobs()));
    return {
      workers,
      service: createTrainingService({ processors: 1, forcedBackend: backend, startWorker }),
    };
  };

  test("trains a run, reports every epoch, and probes", async () => {
    const { service } = open();
    expect(await service.prepare(problem)).toEqual({ backend, adapter });
    const reports: EpochReport[] = [];
    const report = (told: RunReport): void => {
      if ("epoch" in told) reports.push(told);
    };
    const [trained] = await service.trainRuns([1], 1.01, report, never(), false);
    expect(reports.map(({ epoch }) => epoch)).toEqual(trained?.trainLosses.map((_, i) => i + 1));
    expect(trained?.testPredictions).toEqual([0, 1]);
    const parameters = await service.trainParameters(1, 1.01, never());
    const { bottleneckDimension } = problem.adapter;
    expect(parameters.headBias).toHaveLength(2);
    expect(parameters.upWeight.values.some((value) => value !== 0)).toBe(true);
    expect(parameters.gcnWeight.shape).toEqual([bottleneckDimension, bottleneckDimension]);
    const origin = {
      embeddings: { image: problem.features, text: problem.features },
      features: { modalityWeight: 0, center: false, scale: problem.featureScale },
      trainPool: [],
      classNames: ["a", "b"],
      fingerprint: "test",
    };
    const whole = await service.trainAdapter(origin, 1, 1.01, report, never());
    expect(whole.parameters).toEqual(parameters);
    expect(whole.point.testPredictions).toEqual([0, 1]);
    const probe = await service.linearProbe(1, never());
    expect(probe.testPredictions).toEqual([0, 1]);
  });

  test("a cancelled run stops within an epoch, and the worker goes on with the next", async () => {
    const { service, workers } = open();
    await service.prepare(problem);
    const { token, cancel } = createCancelToken();
    let epochs = 0;
    const run = service.trainRuns(
      [1],
      1.01,
      (report) => {
        if ("epoch" in report) epochs += 1;
        if (epochs === 2) cancel();
      },
      token,
      false,
    );
    await expect(run).rejects.toThrow(Cancelled);
    await service.trainRuns([1], 1.01, ignore, never(), false);
    expect(epochs).toBeLessThanOrEqual(3);
    expect(workers.map(({ terminated }) => terminated)).toEqual([false]);
  });

  test("an error crosses by its code", async () => {
    const { service } = open();
    const training = { ...problem.training, learningRate: Number.NaN };
    await service.prepare({ ...problem, training });
    await expect(service.trainRuns([1], 1.01, ignore, never(), false)).rejects.toMatchObject({
      code: "training/diverged",
      details: { epoch: 1 },
    });
  });
});

describe("training service", () => {
  test("opens a worker a processor, four at most, and the others follow the first one's backend", async () => {
    const { startWorker, workers } = fakeWorkers(() => ({}));
    const service = createTrainingService({ processors: 16, forcedBackend: null, startWorker });
    await service.prepare(problem);
    expect(service.concurrency()).toBe(4);
    expect(workers.map(({ asked }) => asked)).toEqual([[null], ["wasm"], ["wasm"], ["wasm"]]);
    await service.prepare(problem);
    expect(workers.length).toBe(4);
  });

  test("opens as many workers as have room, and others where a smaller problem leaves more", async () => {
    const { startWorker, workers } = fakeWorkers(() => ({}));
    const service = createTrainingService({ processors: 16, forcedBackend: null, startWorker });
    const large = withNodes(30_000);
    await service.prepare(large);
    expect(service.concurrency()).toBe(2);
    await service.prepare(withNodes(29_000));
    expect(workers.length).toBe(2);
    await service.prepare(withNodes(4000));
    expect(service.concurrency()).toBe(4);
    expect(workers.map(({ terminated }) => terminated)).toEqual([
      true,
      true,
      ...Array<boolean>(4).fill(false),
    ]);
    await service.prepare(withNodes(100_000));
    expect(service.concurrency()).toBe(1);
  });

  /** Three seeds of 512 numbers an image. */
  function withNodes(count: number): typeof problem {
    const [run] = problem.runs;
    const runs = [1, 2, 3].map((runSeed) => ({
      ...run!,
      runSeed,
      example: new Int32Array(count),
    }));
    return { ...problem, pairBudget: 2e6, runs, features: { ...problem.features, dimension: 512 } };
  }

  test("opens one worker on a GPU", async () => {
    const { startWorker, workers } = fakeWorkers(() => ({
      openDevice: () => Promise.resolve({ backend: "webgpu", adapter: "a GPU" }),
    }));
    const service = createTrainingService({ processors: 8, forcedBackend: null, startWorker });
    expect(await service.prepare(problem)).toEqual({ backend: "webgpu", adapter: "a GPU" });
    expect([workers.length, service.concurrency()]).toEqual([1, 1]);
    expect(service.trainsSeedsTogether()).toBe(true);
  });

  test("hands runs to free workers, one each", async () => {
    const started: number[] = [];
    const release = new Map<number, () => void>();
    const { startWorker } = fakeWorkers((index) => ({
      trainRuns: async (_, threshold) => {
        started.push(index);
        await new Promise<void>((resolve) => release.set(index, resolve));
        return [point(threshold)];
      },
    }));
    const service = createTrainingService({ processors: 2, forcedBackend: null, startWorker });
    await service.prepare(problem);
    const runs = [0.1, 0.2, 0.3].map((threshold) =>
      service.trainRuns([1], threshold, ignore, never(), false),
    );
    await expect.poll(() => started.toSorted((a, b) => a - b)).toEqual([0, 1]);
    release.get(1)?.();
    await expect.poll(() => started.slice(2)).toEqual([1]);
    release.get(0)?.();
    release.get(1)?.();
    expect((await Promise.all(runs)).flat().map(({ threshold }) => threshold)).toEqual([
      0.1, 0.2, 0.3,
    ]);
  });

  test("an urgent call goes before those that wait", async () => {
    const started: number[] = [];
    let next: () => void = ignore;
    const { startWorker } = fakeWorkers(() => ({
      trainRuns: async (_, threshold) => {
        started.push(threshold);
        await new Promise<void>((resolve) => (next = resolve));
        return [point(threshold)];
      },
    }));
    const service = createTrainingService({ processors: 1, forcedBackend: null, startWorker });
    await service.prepare(problem);
    const train = (threshold: number, urgent: boolean): Promise<unknown> =>
      service.trainRuns([1], threshold, ignore, never(), urgent);
    const all = Promise.all([train(0.1, false), train(0.2, false), train(0.3, true)]);
    for (const count of [1, 2, 3]) {
      await expect.poll(() => started.length).toBe(count);
      next();
    }
    await all;
    expect(started).toEqual([0.1, 0.3, 0.2]);
  });

  test("on a GPU that models use too it has one worker there, and on the processor workers of its own", async () => {
    for (const backend of ["webgpu", "simd"] as const) {
      const own = fakeWorkers(() => ({}));
      const gpu = fakeWorkers(() => ({
        openDevice: () => Promise.resolve({ backend, adapter: "as found" }),
      }));
      const service = createTrainingService({
        processors: 2,
        forcedBackend: null,
        startWorker: own.startWorker,
        startOnGpu: gpu.startWorker,
      });
      await expect(service.prepare(problem)).resolves.toMatchObject({ backend });
      expect(own.workers.map(({ asked }) => asked)).toEqual(
        backend === "webgpu" ? [] : [["simd"], ["simd"]],
      );
      expect(gpu.workers.map(({ terminated }) => terminated)).toEqual([backend !== "webgpu"]);
    }
  });

  test("a backend of the processor that is forced never asks a GPU", async () => {
    const own = fakeWorkers(() => ({}));
    const gpu = fakeWorkers(() => ({}));
    const service = createTrainingService({
      processors: 1,
      forcedBackend: "cpu",
      startWorker: own.startWorker,
      startOnGpu: gpu.startWorker,
    });
    await service.prepare(problem);
    expect([own.workers.length, gpu.workers.length]).toEqual([1, 0]);
  });

  test("hands a problem over once, and again when a part of it is another", async () => {
    const prepared: SweepProblem[] = [];
    const { startWorker, workers } = fakeWorkers(() => ({
      prepare: (given) => {
        prepared.push(given);
        return Promise.resolve();
      },
    }));
    const service = createTrainingService({ processors: 1, forcedBackend: null, startWorker });
    await Promise.all([service.prepare(problem), service.prepare({ ...problem })]);
    expect([workers.length, prepared.length]).toEqual([1, 1]);
    await service.prepare({ ...problem, training: { ...problem.training, epochs: 41 } });
    expect(prepared.map(({ training }) => training.epochs)).toEqual([40, 41]);
  });

  test("ends the workers after a minute without work, and the next prepare opens new ones", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { startWorker, workers } = fakeWorkers(() => ({
        trainRuns: (_, threshold) => Promise.resolve([point(threshold)]),
      }));
      const service = createTrainingService({ processors: 2, forcedBackend: null, startWorker });
      await service.prepare(problem);
      vi.advanceTimersByTime(50_000);
      await service.trainRuns([1], 0.1, ignore, never(), false);
      vi.advanceTimersByTime(50_000);
      expect(workers.map(({ terminated }) => terminated)).toEqual([false, false]);
      vi.advanceTimersByTime(10_000);
      expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
      await service.prepare(problem);
      expect(workers.length).toBe(4);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a crash rejects every run by its code, ends the workers, and the next prepare starts afresh", async () => {
    const { startWorker, workers } = fakeWorkers(() => ({}));
    const service = createTrainingService({ processors: 2, forcedBackend: null, startWorker });
    await service.prepare(problem);
    const runs = [0.1, 0.2, 0.3].map((threshold) =>
      service.trainRuns([1], threshold, ignore, never(), false),
    );
    const codes = Promise.all(
      runs.map((run) => run.catch((error: unknown) => (error as StudioError).code)),
    );
    await expect.poll(() => workers.length).toBe(2);
    workers[0]!.crash();
    expect(await codes).toEqual(Array(3).fill("platform/worker-crashed"));
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
    await service.prepare(problem);
    expect(workers.length).toBe(4);
  });

  test("a lost device rejects by its code, and after two losses training goes to the processor", async () => {
    const { startWorker, workers } = fakeWorkers(() => ({
      openDevice: (forced) =>
        Promise.resolve({ backend: forced ?? "webgpu", adapter: forced ?? "a GPU" }),
      trainRuns: () => Promise.reject(new StudioError("platform/device-lost", "gone")),
    }));
    const service = createTrainingService({ processors: 1, forcedBackend: null, startWorker });
    const backends: string[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      backends.push((await service.prepare(problem)).backend);
      await expect(service.trainRuns([1], 0.1, ignore, never(), false)).rejects.toMatchObject({
        code: "platform/device-lost",
      });
    }
    expect(backends).toEqual(["webgpu", "webgpu", "simd"]);
    expect(workers.map(({ asked }) => asked)).toEqual([[null], [null], ["simd"]]);
  });

  test("a device that is lost while the problem is handed over counts as lost", async () => {
    const { startWorker, workers } = fakeWorkers((index) => ({
      openDevice: (forced) =>
        Promise.resolve({ backend: forced ?? "webgpu", adapter: forced ?? "a GPU" }),
      prepare: () =>
        index < 2
          ? Promise.reject(new StudioError("platform/device-lost", "gone"))
          : Promise.resolve(),
    }));
    const service = createTrainingService({ processors: 1, forcedBackend: null, startWorker });
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(service.prepare(problem)).rejects.toMatchObject({
        code: "platform/device-lost",
      });
    }
    expect((await service.prepare(problem)).backend).toBe("simd");
    expect(workers.map(({ asked }) => asked)).toEqual([[null], [null], ["simd"]]);
  });

  test("a cancelled probe ends its worker, for it cannot be asked to stop", async () => {
    const { startWorker, workers } = fakeWorkers(() => ({}));
    const service = createTrainingService({ processors: 1, forcedBackend: null, startWorker });
    await service.prepare(problem);
    const { token, cancel } = createCancelToken();
    const probe: Promise<LinearProbePoint> = service.linearProbe(1, token);
    await Promise.resolve();
    cancel();
    await expect(probe).rejects.toThrow(Cancelled);
    expect(workers[0]!.terminated).toBe(true);
    await service.prepare(problem);
    expect(workers.length).toBe(2);
  });

  test("a device that does not open rejects prepare and leaves no worker", async () => {
    const { startWorker, workers } = fakeWorkers(() => ({
      openDevice: () => Promise.reject(new StudioError("platform/webgpu-unavailable", "none")),
    }));
    const service = createTrainingService({ processors: 2, forcedBackend: "webgpu", startWorker });
    await expect(service.prepare(problem)).rejects.toMatchObject({
      code: "platform/webgpu-unavailable",
    });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
  });
});
