/** Runs in the ledger, in Node: what is kept of a sweep, and whether it can be trained again. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import { selectSweepSettings } from "../selectors/sweep-key.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, folderOf, twoClasses, type Fakes } from "./fake-services.ts";

let fakes: Fakes;
let studio: Studio;
let commands: StudioCommands;

beforeEach(() => {
  fakes = createFakes();
  studio = createStudio();
  commands = createCommands(studio, fakes.services);
});

const openAndRun = async (): Promise<string> => {
  await commands.openFolder(twoClasses);
  commands.setTraining({ runSeeds: [1, 2] });
  commands.setThresholdCount(4);
  await commands.runAll();
  return [...fakes.ledger.keys()].at(-1)!;
};
const kept = () => [...fakes.ledger.values()];
const runs = () => studio.getState().runs;

describe("a sweep in the ledger", () => {
  it("is kept with its settings, curve and figures, test covered", async () => {
    await openAndRun();
    expect(kept()).toHaveLength(1);
    const [record] = kept();
    expect(record).toMatchObject({
      kind: "sweep",
      finished: true,
      dataset: { name: "photos" },
      starred: false,
    });
    expect(record!.body.settings).toEqual(selectSweepSettings(studio.getState()));
    // The fake adapter is right in 1 - |τ| / 2 of validation; τ* is the threshold nearest to 0.
    // Eight arrays of a seed's adapter; its up projection is [2, 3] in the fake.
    expect(record!.weights.map(({ runSeed, arrays }) => [runSeed, arrays.length])).toEqual([
      [1, 8],
      [2, 8],
    ]);
    expect(record!.weights[0]!.arrays.find(({ name }) => name === "upWeight")!.shape).toEqual([
      2, 3,
    ]);
    const thresholds = record!.kind === "sweep" ? record!.body.thresholds : [];
    const best = 1 - Math.min(...thresholds.map(Math.abs)) / 2;
    expect(record!.figures[0]).toEqual({
      name: "GA-Net at τ*",
      runSeeds: [1, 2],
      validation: [best, best],
      test: null,
    });
    expect(record!.figures.map(({ name }) => name)).toEqual([
      "GA-Net at τ*",
      "Linear probe",
      "Bottleneck adapter",
    ]);
  });

  it("gets its test figures at the reveal, and no others do", async () => {
    await openAndRun();
    commands.setThresholdCount(3);
    await commands.runAll();
    commands.revealTest();
    await new Promise((resolve) => setTimeout(resolve, 5));
    // Two test images a class; the fake adapter says class 0, the fake probe class 1.
    const tests = kept().map(({ figures }) => figures.map(({ test }) => test));
    const half = [0.5, 0.5];
    expect(tests).toEqual([
      [null, null, null],
      [half, half, half],
    ]);
  });

  it("that was stopped is one run when it goes on, with its star and note", async () => {
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [1, 2] });
    commands.setThresholdCount(4);
    fakes.beforeTraining = () => {
      if (fakes.trained.length === 3) commands.cancel();
      return Promise.resolve();
    };
    await commands.runAll();
    expect(kept()).toMatchObject([{ finished: false, body: { points: { length: 3 } } }]);
    const [id] = [...fakes.ledger.keys()];
    await commands.patchRun(id!, { starred: true, note: "slow" });
    fakes.beforeTraining = () => Promise.resolve();
    await commands.runAll();
    expect(kept()).toMatchObject([
      { id, finished: true, starred: true, note: "slow", body: { points: { length: 8 } } },
    ]);
  });

  it("whose entry cannot be stored still ends, and the list says why", async () => {
    await openAndRun();
    const full = new StudioError("storage/quota-exceeded", "full");
    const ledger = { ...fakes.services.ledger, save: () => Promise.reject(full) };
    commands = createCommands(studio, { ...fakes.services, ledger });
    commands.setThresholdCount(3);
    await commands.runAll();
    expect(studio.getState().evaluation.run.status).toBe("ready");
    expect(runs().error?.code).toBe("storage/quota-exceeded");
  });
});

describe("replay", () => {
  it("returns to the run's settings, trains every point afresh and finds the same numbers", async () => {
    const id = await openAndRun();
    const settings = selectSweepSettings(studio.getState());
    const sweep = studio.getState().evaluation.sweep;
    commands.setAdapter({ residual: false });
    commands.setTraining({ runSeeds: [5] });
    const before = fakes.trained.length;
    await commands.replayRun(id);
    expect(selectSweepSettings(studio.getState())).toEqual(settings);
    expect(fakes.trained.slice(before)).toHaveLength(8);
    expect(runs().replay).toMatchObject({
      id,
      // Eight points and two probes.
      run: { status: "ready", artifact: { verdict: "equal", sameDevice: true, runs: 10 } },
    });
    // Neither the curve on screen nor the ledger is touched.
    expect(studio.getState().evaluation.sweep).toEqual(sweep);
    expect(kept()).toHaveLength(1);
  });

  it("refuses other data with a sentence and trains nothing", async () => {
    const id = await openAndRun();
    const before = fakes.trained.length;
    await commands.openFolder(
      folderOf(...["cat", "dog"].flatMap((name) => [0, 1, 2, 3].map((i) => `${name}/${i}.jpg`))),
    );
    await commands.replayRun(id);
    const { replay } = runs();
    expect(replay?.run).toMatchObject({ status: "failed", error: { code: "storage/other-data" } });
    expect(fakes.trained).toHaveLength(before);
  });

  it("refuses the same images with other near duplicates dropped", async () => {
    const id = await openAndRun();
    const nearDuplicates = { pairs: [{ first: 0, second: 1, similarity: 1 }], complete: true };
    studio.getState().patchDataset({ dropNearDuplicates: true, nearDuplicates });
    await commands.replayRun(id);
    expect(runs().replay?.run).toMatchObject({ error: { code: "storage/other-data" } });
  });

  it("names the numbers that differ, and another backend has a tolerance", async () => {
    const id = await openAndRun();
    const record = fakes.ledger.get(id)!;
    if (record.kind !== "sweep") throw new TypeError("not a sweep");
    const [first, ...rest] = record.body.points;
    const points = [{ ...first!, validationLoss: 2 }, ...rest];
    const compute = { ...record.body.compute!, trainingBackend: "webgpu" };
    fakes.ledger.set(id, { ...record, body: { ...record.body, points } });
    await commands.replayRun(id);
    expect(runs().replay?.run).toMatchObject({
      artifact: {
        verdict: "different",
        differences: [{ name: "τ -1.01, seed 1: validation loss", before: "2", after: "1" }],
      },
    });
    fakes.ledger.set(id, { ...record, body: { ...record.body, points, compute } });
    await commands.replayRun(id);
    expect(runs().replay?.run).toMatchObject({
      artifact: { verdict: "within", sameDevice: false, agreement: 1 },
    });
  });
});

describe("the list of runs", () => {
  it("opens, compares, marks and deletes, and a deleted run can be brought back", async () => {
    const id = await openAndRun();
    commands.setAdapter({ residual: false });
    await commands.runAll();
    await commands.listRuns();
    expect(runs().summaries?.map(({ settings }) => settings.adapter.residual)).toEqual([
      false,
      true,
    ]);
    await commands.showRuns([id]);
    await commands.patchRun(id, { note: "the first" });
    expect(runs().shown[0]?.note).toBe("the first");
    await commands.deleteRun(id);
    expect(runs()).toMatchObject({ shown: [], summaries: { length: 1 }, deleted: { id } });
    await commands.restoreRun();
    expect(runs()).toMatchObject({ deleted: null, summaries: { length: 2 } });
    expect(fakes.ledger.get(id)?.note).toBe("the first");
    await commands.showRuns(["gone"]);
    expect(runs().error?.code).toBe("storage/run-missing");
  });
});
