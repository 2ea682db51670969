import { beforeEach, describe, expect, it, vi } from "vitest";
import type { StudioCommands } from "../commands.ts";
import {
  selectCrossSplitDuplicates,
  selectLeakageChecks,
  selectSeedLabels,
} from "../selectors/diagnostics.ts";
import { selectPools } from "../selectors/pools.ts";
import { selectGraphKey, selectSweepKey } from "../selectors/sweep-key.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, sampleOf, twoClasses, type Fakes } from "./fake-services.ts";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

let fakes: Fakes;
let studio: Studio;
let commands: StudioCommands;

beforeEach(() => {
  fakes = createFakes();
  studio = createStudio();
  commands = createCommands(studio, fakes.services);
});

async function runFolder(): Promise<void> {
  await commands.openFolder(twoClasses);
  commands.setTraining({ runSeeds: [1, 2] });
  commands.setThresholdCount(3);
  await commands.runAll();
  fakes.graphCalls.length = 0;
}

describe("diagnostics", () => {
  it("measure the sweep's thresholds and τ, and later only what is missing", async () => {
    await runFolder();
    await commands.computeDiagnostics();
    const { diagnostics, evaluation, graph } = studio.getState();
    const grid = evaluation.sweep?.thresholds ?? [];
    expect(diagnostics.run.status).toBe("ready");
    expect(diagnostics.smoothing?.grid).toEqual(grid);
    expect(diagnostics.smoothing?.points.map(({ threshold }) => threshold)).toEqual([
      ...new Set([...grid, graph.threshold]),
    ]);
    commands.setThreshold(0.123);
    await commands.computeDiagnostics();
    expect(studio.getState().diagnostics.smoothing?.points.at(-1)?.threshold).toBe(0.123);
    expect(fakes.graphCalls).toEqual([
      "near duplicates",
      `smoothing at ${new Set([...grid, graph.threshold]).size}`,
      "smoothing at 1",
    ]);
  });

  it("do nothing before there is a graph", async () => {
    await commands.computeDiagnostics();
    expect(studio.getState().diagnostics.run.status).toBe("idle");
  });

  it("of the sample wait for its vectors", async () => {
    fakes.sample = sampleOf(8);
    fakes.vectorFailures = 1;
    await commands.loadSample("noto");
    await commands.computeDiagnostics();
    expect(studio.getState().diagnostics.run.status).toBe("ready");
  });

  it("stop, and leave with the data set", async () => {
    await runFolder();
    const measuring = commands.computeDiagnostics();
    commands.cancelDiagnostics();
    await measuring;
    expect(studio.getState().diagnostics.run.status).not.toBe("ready");
    await commands.computeDiagnostics();
    commands.setDropNearDuplicates(true);
    await commands.openFolder(twoClasses);
    const { diagnostics, dataset } = studio.getState();
    expect(diagnostics).toMatchObject({ run: { status: "idle" }, smoothing: null });
    expect(dataset).toMatchObject({ nearDuplicates: null, dropNearDuplicates: false });
  });
});

describe("another image encoder", () => {
  it("has other near duplicates: those that were found, and the switch that drops them, are gone", async () => {
    await runFolder();
    await commands.computeDiagnostics();
    commands.setDropNearDuplicates(true);
    commands.setCaptioner({ maskClassNames: true });
    expect(studio.getState().dataset.nearDuplicates).not.toBeNull();
    const { foundation } = fakes.services;
    const { imageEncoder } = foundation;
    vi.spyOn(foundation, "choose").mockImplementation(() => {
      const other = { ...imageEncoder, info: { ...imageEncoder.info, id: "other" } };
      Object.defineProperty(foundation, "imageEncoder", { value: other });
    });
    commands.chooseEncoder("image-encoder", null);
    expect(studio.getState().dataset).toMatchObject({
      nearDuplicates: null,
      dropNearDuplicates: false,
    });
  });
});

describe("dropping near duplicates", () => {
  const copyOfTest = (): number => {
    const pool = selectPools(studio.getState())?.pool ?? [];
    const [train, test] = [pool.indexOf("train"), pool.indexOf("test")];
    const [first, second] = [Math.min(train, test), Math.max(train, test)];
    studio.getState().patchDataset({
      nearDuplicates: { pairs: [{ first, second, similarity: 0.9999 }], complete: true },
    });
    return train;
  };

  it("leaves the training image out, makes graph and sweep stale, and back again", async () => {
    await runFolder();
    const before = [selectGraphKey(studio.getState()), selectSweepKey(studio.getState())];
    const copy = copyOfTest();
    expect([selectGraphKey(studio.getState()), selectSweepKey(studio.getState())]).toEqual(before);

    commands.setDropNearDuplicates(true);
    await settled();
    expect(selectPools(studio.getState())?.pool[copy]).toBe("left-out");
    const after = [selectGraphKey(studio.getState()), selectSweepKey(studio.getState())];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    // The mean of the train pool is another one, so features are fused again.
    expect(fakes.graphCalls).toEqual(["fuse", "rank"]);
    expect(selectCrossSplitDuplicates(studio.getState())).toHaveLength(1);

    commands.setDropNearDuplicates(false);
    await settled();
    expect([selectGraphKey(studio.getState()), selectSweepKey(studio.getState())]).toEqual(before);
  });

  it("turns the tick of the check-list", async () => {
    await runFolder();
    const tick = () =>
      selectLeakageChecks(studio.getState()).find(({ title }) => title.startsWith("No copy"))
        ?.outcome;
    expect(tick()).toBe("unknown");
    copyOfTest();
    expect(tick()).toBe("fail");
    commands.setDropNearDuplicates(true);
    expect(tick()).toBe("pass");
  });
});

describe("the check-list in the studio", () => {
  const outcomes = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      selectLeakageChecks(studio.getState()).map(({ title, outcome }) => [
        title.slice(0, title.indexOf(" ")),
        outcome,
      ]),
    );

  it("is empty without data, and passes on what the studio makes", async () => {
    expect(selectLeakageChecks(studio.getState())).toEqual([]);
    await runFolder();
    expect(outcomes()).toEqual({
      Test: "pass",
      The: "pass",
      Captions: "pass",
      // The fake trainer predicts no validation image.
      τ: "fail",
      No: "unknown",
      Normalisation: "pass",
    });
  });

  it("fails on features that were centred with everything", async () => {
    await runFolder();
    const { graph, patchGraph } = studio.getState();
    if (graph.run.status !== "ready") throw new Error("no graph");
    const { artifact } = graph.run;
    const features = artifact.features;
    if (features === null) throw new Error("no features");
    const values = features.values.map((value) => -value);
    patchGraph({
      run: { ...graph.run, artifact: { ...artifact, features: { ...features, values } } },
    });
    expect(outcomes()["Normalisation"]).toBe("fail");
  });
});

it("test labels are there after the reveal only", async () => {
  await runFolder();
  const tests = () => selectSeedLabels(studio.getState()).map(({ test }) => test?.length ?? null);
  expect(tests()).toEqual([null, null]);
  commands.revealTest();
  const expected = selectPools(studio.getState())?.pool.filter((pool) => pool === "test").length;
  expect(tests()).toEqual([expected, expected]);
  commands.setAdapter({ residual: false });
  expect(tests()).toEqual([null, null]);
});
