/** What only a GPU runs, on a software GPU and in small: the same pairs, products and points as on the processor, bounded work, nothing left behind. */
import type { GpuCounts } from "./fixtures/gpu-counts.ts";
import type { GpuWork } from "./fixtures/gpu-work.ts";
import type {
  endedPairs,
  heldOver,
  lostInRun,
  PairsOf,
  PairsParity,
  pointsOn,
  productParity,
} from "./fixtures/gpu-path.ts";
import { buildModules, callModule, openModulePage, removeModules } from "./fixtures/module-page.ts";
import { expect, test } from "./fixtures/page.ts";

let folder = "";

test.beforeAll(async () => {
  folder = await buildModules("gpu-path", "gpu-counts");
});

test.afterAll(() => removeModules(folder));

test.beforeEach(({ page }) => openModulePage(page, folder));

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

/** Pairs in another bin, of one histogram. Rounding moves a pair to a neighbouring bin at most. */
const moved = (a: readonly number[], b: readonly number[]): number =>
  total(a.map((count, bin) => Math.abs(count - b[bin]!)));

function expectSameMeasures(gpu: PairsOf, processor: PairsOf): void {
  for (const name of ["sameClass", "crossClass", "unlabelled", "training"] as const) {
    expect(total(gpu[name]), name).toBe(total(processor[name]));
    expect(total(gpu[name]), name).toBeGreaterThan(0);
    expect(moved(gpu[name], processor[name]), name).toBeLessThanOrEqual(8);
  }
  expect(largestDifference(gpu.extremes, processor.extremes)).toBeLessThanOrEqual(1e-6);
  expect(gpu.strongest.map((value) => value === null)).toEqual(
    processor.strongest.map((value) => value === null),
  );
  const known = (pairs: PairsOf): number[] => pairs.strongest.filter((value) => value !== null);
  expect(largestDifference(known(gpu), known(processor))).toBeLessThanOrEqual(1e-6);
}

const CASES = [
  { scope: "transductive", count: 200, width: 64, budget: 1e6 },
  { scope: "transductive", count: 97, width: 30, budget: 1500 },
  { scope: "inductive", count: 130, width: 33, budget: 1e6 },
  { scope: "inductive", count: 130, width: 33, budget: 900 },
] as const;

for (const { scope, count, width, budget } of CASES) {
  test(`pairs on the GPU are those of the processor: ${scope}, ${count} nodes, ${width} features, budget ${budget}`, async ({
    page,
  }) => {
    const { gpu, processor, progress } = await callModule<PairsParity>(
      page,
      "gpu-path",
      "pairsParity",
      ...[scope, count, width, budget],
    );
    expectSameMeasures(gpu, processor);
    expect(gpu.cutoff).toBe(processor.cutoff);
    const key = ([source, target]: readonly number[]): string => `${source}/${target}`;
    const values = new Map(processor.pairs.map((pair) => [key(pair), pair[2]]));
    expect(new Set(gpu.pairs.map(key)).size).toBe(gpu.pairs.length);
    // Only at the cut-off may rounding keep a pair on one side and not on the other.
    const apart = gpu.pairs.map((pair) => pair[2] - (values.get(key(pair)) ?? gpu.cutoff ?? -1));
    expect(Math.max(...apart.map(Math.abs))).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(gpu.pairs.length - processor.pairs.length)).toBeLessThanOrEqual(2);
    if (budget < 1e6) expect(gpu.pairs.length).toBeLessThanOrEqual(budget);
    else
      expect(gpu.pairs.length).toBe(
        total(gpu.sameClass) + total(gpu.crossClass) + total(gpu.unlabelled),
      );
    const all = gpu.pairs.length;
    if (budget === 1e6)
      expect(progress).toEqual([
        [all, 2 * all],
        [2 * all, 2 * all],
      ]);
  });
}

test("ranking ends with the error of a lost device and with that of its caller", async ({
  page,
}) => {
  const ended = await callModule<Awaited<ReturnType<typeof endedPairs>>>(
    page,
    "gpu-path",
    "endedPairs",
  );
  expect(ended).toEqual({ lost: "platform/device-lost", thrown: "training/diverged" });
});

test("the sparse product on the GPU is that of the processor within 1e-5", async ({ page }) => {
  const { gpu, processor } = await callModule<Awaited<ReturnType<typeof productParity>>>(
    page,
    "gpu-path",
    "productParity",
  );
  expect(largestDifference(gpu, processor)).toBeLessThanOrEqual(1e-5);
  expect(Math.max(...processor.map(Math.abs))).toBeGreaterThan(1);
});

for (const residual of [true, false]) {
  test(`seeds side by side on the GPU give the points of one by one in JavaScript, residual ${residual ? "on" : "off"}`, async ({
    page,
  }) => {
    type Points = Awaited<ReturnType<typeof pointsOn>>;
    const cpu = await callModule<Points>(page, "gpu-path", "pointsOn", "cpu", residual);
    const gpu = await callModule<Points>(page, "gpu-path", "pointsOn", "webgpu", residual);
    expect(gpu.map(({ runSeed }) => runSeed)).toEqual([1, 2, 3]);
    gpu.forEach((point, seed) => {
      const other = cpu[seed]!;
      expect(largestDifference(point.trainLosses, other.trainLosses)).toBeLessThanOrEqual(1e-4);
      expect(point.trainLosses[9]).toBeLessThan(point.trainLosses[0]!);
      expect(point.keptEpoch).toBe(other.keptEpoch);
      expect(point.validationAccuracy).toBe(other.validationAccuracy);
      expect(point.validationPredictions).toEqual(other.validationPredictions);
      expect(point.testPredictions).toEqual(other.testPredictions);
      expect(point.statistics).toEqual(other.statistics);
    });
  });
}

test("six thresholds, a hundred and twenty steps: no tensor, no byte more, and the pool of buffers stops growing", async ({
  page,
}) => {
  const thresholds = [1.01, 0.7, 0.5, 0.3, 0.1, -1.01];
  const { start, between, within, end } = await callModule<Awaited<ReturnType<typeof heldOver>>>(
    page,
    "gpu-path",
    "heldOver",
    ...[thresholds, 20],
  );
  expect(new Set(between.map(({ tensors }) => tensors)).size).toBe(1);
  expect(new Set(between.map(({ bytes }) => bytes)).size).toBe(1);
  // Kept snapshots: two tensors a seed that the first or the second read brought.
  const tensors = within.map((held) => held.tensors);
  expect(Math.max(...tensors) - Math.min(...tensors)).toBeLessThanOrEqual(6);
  const grown = between.slice(thresholds.length).map(({ allocatedBytes }) => allocatedBytes);
  expect(new Set(grown).size).toBe(1);
  expect(end.tensors).toBe(start.tensors);
  expect(end.bytes).toBe(start.bytes);
});

test("a device lost in the middle of a run ends it by its code within two seconds", async ({
  page,
}) => {
  const ended = await callModule<Awaited<ReturnType<typeof lostInRun>>>(
    page,
    "gpu-path",
    "lostInRun",
  );
  expect(ended.code).toBe("platform/device-lost");
  expect(ended.milliseconds).toBeLessThan(2000);
});

const line = (work: GpuWork): string =>
  Object.entries(work)
    .map(([name, count]) => `${name} ${Math.round(Number(count))}`)
    .join(", ");

function expectAtMost(
  work: GpuWork,
  [dispatches, submits, uploadedBytes, reads, readBytes]: readonly [
    number,
    number,
    number,
    number,
    number,
  ],
): void {
  expect(work.dispatches).toBeLessThanOrEqual(dispatches);
  expect(work.submits).toBeLessThanOrEqual(submits);
  expect(work.uploadedBytes).toBeLessThanOrEqual(uploadedBytes);
  expect(work.reads).toBeLessThanOrEqual(reads);
  expect(work.readBytes).toBeLessThanOrEqual(readBytes);
}

test("the work of a sweep on the GPU stays within its bounds", async ({ page }) => {
  test.slow();
  const counts = await callModule<GpuCounts>(page, "gpu-counts", "gpuCounts");
  const { wideEpoch, wideSweep, tapeEpoch, seeds, epochs, thresholds } = counts;
  process.stdout.write(
    [
      `\nGPU work, ${seeds} seeds, ${thresholds} thresholds, ${epochs} epochs:`,
      `epoch side by side: ${line(wideEpoch)}`,
      `epoch of one seed on the tape: ${line(tapeEpoch)}`,
      `sweep side by side: ${line(wideSweep)}\n`,
    ].join("\n"),
  );
  // A little above what was measured: 49 dispatches, 3 submits, 4,390 bytes up, and one read of 480 bytes every ten epochs.
  expectAtMost(wideEpoch, [52, 4, 4800, 0.1, 48]);
  expectAtMost(wideSweep, [1150, 84, 155_000, 8, 2100]);
  // Three seeds together ask for less than one alone on the tape.
  expect(wideEpoch.dispatches).toBeLessThan(tapeEpoch.dispatches);
});
