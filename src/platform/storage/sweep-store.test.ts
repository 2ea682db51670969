import { describe, expect, it } from "vitest";
import type { RunPoint, SweepRecord } from "../../pipeline/artifacts.ts";
import { createMemoryDirectory, type OriginDirectory } from "./origin-directory.ts";
import { createSweepStore } from "./sweep-store.ts";

function point(threshold: number): RunPoint {
  return {
    runSeed: 1,
    threshold,
    statistics: {
      threshold,
      edges: 3,
      meanDegree: 0.5,
      isolated: 0.25,
      homophily: null,
      adjustedHomophily: -0.1,
      components: 3,
      exact: true,
    },
    keptEpoch: 12,
    validationAccuracy: 0.75,
    validationLoss: 0.9,
    validationPredictions: [0, 1],
    testPredictions: [1],
    trainLosses: [1.1, 0.9],
    seconds: 2.5,
  };
}

function record(key: string, points: readonly RunPoint[]): SweepRecord {
  return {
    key,
    settings: {
      splitSeed: 1,
      features: { modalityWeight: 0.5, center: true, scale: 10 },
      scope: "inductive",
      adapter: { bottleneckDimension: 64, residual: true, activation: "relu" },
      training: { shots: "all", runSeeds: [1], epochs: 150, learningRate: 1e-3, ewcLambda: 0 },
      thresholdCount: 20,
      pairBudget: 500_000,
    },
    thresholds: [0.1, 0.2],
    points,
    linearProbes: [
      { runSeed: 1, log10InverseStrength: -1, validationAccuracy: 0.5, testPredictions: [0] },
    ],
    origin: "computed",
    testRevealed: false,
    compute: { trainingBackend: "wasm", adapter: "CPU", finishedAt: "2025-01-01T00:00:00Z" },
  };
}

/** Counts writes, and lets the test read and replace the one file. */
function watched() {
  const inner = createMemoryDirectory();
  const names: string[] = [];
  const directory: OriginDirectory = {
    ...inner,
    write: async (name, data) => {
      names.push(name);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await inner.write(name, data);
    },
  };
  return { store: createSweepStore(() => Promise.resolve(directory)), inner, names };
}

describe("the sweep store", () => {
  it("gives a record back by its key, and null for another", async () => {
    const { store } = watched();
    const stored = record("data|settings", [point(0.1), point(0.2)]);
    await store.write(stored);
    expect(await store.read("data|settings")).toEqual(stored);
    expect(await store.read("data|other")).toBeNull();
  });

  it("ends with the newest record when points land faster than they are written", async () => {
    const { store, names } = watched();
    const points = Array.from({ length: 30 }, (_, i) => point(i / 30));
    await Promise.all(points.map((_, i) => store.write(record("k", points.slice(0, i + 1)))));
    expect((await store.read("k"))?.points).toHaveLength(30);
    expect(names.length).toBeLessThan(5);
  });

  it("goes on after a write that failed", async () => {
    let failures = 1;
    const inner = createMemoryDirectory();
    const store = createSweepStore(() =>
      Promise.resolve({
        ...inner,
        write: (name: string, data: Blob | Uint8Array<ArrayBuffer>) =>
          failures-- > 0 ? Promise.reject(new Error("full")) : inner.write(name, data),
      }),
    );
    await expect(store.write(record("a", []))).rejects.toThrow("full");
    await store.write(record("b", []));
    expect(await store.read("b")).not.toBeNull();
  });

  it("reads a record of before there was a budget of pairs", async () => {
    const { store, inner, names } = watched();
    const whole = record("k", [point(0.1)]);
    await store.write(whole);
    const older = JSON.stringify(whole)
      .replace(',"pairBudget":500000', "")
      .replace(',"components":3,"exact":true', "");
    expect(older).not.toMatch(/pairBudget|components/);
    await inner.write(names[0]!, new Blob([older]));
    const read = await store.read("k");
    expect(read?.settings).toEqual({ ...whole.settings, pairBudget: 2_000_000 });
    expect(read?.points[0]?.statistics).toMatchObject({ edges: 3, components: null, exact: true });
  });

  it("writes out a point once, however many follow it", async () => {
    const { store } = watched();
    let written = 0;
    const counted = (threshold: number): RunPoint => ({
      ...point(threshold),
      get trainLosses() {
        written += 1;
        return [1, 0.5];
      },
    });
    const points = [counted(0.1), counted(0.2), counted(0.3)];
    for (const [i] of points.entries()) await store.write(record("k", points.slice(0, i + 1)));
    expect(written).toBe(3);
    expect((await store.read("k"))?.points).toHaveLength(3);
  });

  it("takes a broken file, another version's and another key's for missing", async () => {
    const { store, inner, names } = watched();
    const whole = record("k", [point(0.1)]);
    await store.write(whole);
    const name = names[0]!;
    const [first] = whole.points;
    const replacements = [
      JSON.stringify(whole).slice(0, -1),
      "null",
      JSON.stringify({ ...whole, key: "other" }),
      JSON.stringify({ ...whole, settings: { ...whole.settings, adapter: {} } }),
      JSON.stringify({ ...whole, thresholds: [0.1, null] }),
      JSON.stringify({ ...whole, points: [{ ...first, testPredictions: "1" }] }),
      JSON.stringify({ ...whole, points: [{ ...first, statistics: undefined }] }),
      JSON.stringify({ ...whole, linearProbes: {} }),
    ];
    for (const text of replacements) {
      await inner.write(name, new Blob([text]));
      expect(await store.read("k"), text).toBeNull();
    }
    await inner.write(name, new Blob([JSON.stringify(whole)]));
    expect(await store.read("k")).toEqual(whole);
  });
});
