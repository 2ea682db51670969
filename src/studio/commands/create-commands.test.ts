/** The visitor's intents from files to accuracy, in Node: real pipeline, fake files, encoders and trainer. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import { runReport } from "../run-report.ts";
import { selectCurve, selectTestResult } from "../selectors/accuracy-curve.ts";
import { selectShownSplit } from "../selectors/pools.ts";
import { selectStages } from "../selectors/stage-status.ts";
import { selectSweepIsStale } from "../selectors/sweep-key.ts";
import { selectShownGraph } from "../selectors/threshold-axis.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, folderOf, twoClasses, type Fakes } from "./fake-services.ts";

describe("from a folder to accuracy", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;

  beforeEach(() => {
    fakes = createFakes();
    studio = createStudio();
    commands = createCommands(studio, fakes.services);
  });

  const openAndRun = async (): Promise<void> => {
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [1, 2] });
    commands.setThresholdCount(4);
    await commands.runAll();
  };

  it("lists the unreadable image and runs every stage on the rest", async () => {
    await openAndRun();
    const report = runReport(studio.getState());
    expect(report.error).toBeNull();
    expect(report.images).toBe(16);
    expect(report.skipped).toEqual([
      { path: "dog/broken.jpg", reason: "The file ends too early." },
    ]);
    expect(report.captions.count).toBe(16);
    expect(report.curve.map(({ threshold }) => threshold).at(0)).toBe(-1.01);
    expect(report.curve).toHaveLength(4);
    expect(selectStages(studio.getState()).map(({ state }) => state)).toEqual(
      Array.from({ length: 7 }, () => "ready"),
    );
  });

  it("keeps test covered until the reveal and covers it again when a setting changes", async () => {
    await openAndRun();
    expect(selectTestResult(studio.getState())).toBeNull();
    expect(runReport(studio.getState()).best?.test).toBeNull();
    commands.revealTest();
    // Two classes of two test images each; the fake adapter says class 0, so half are right.
    expect(selectTestResult(studio.getState())?.atBest.mean).toBe(0.5);
    commands.setFeatures({ scale: 1 });
    expect(selectTestResult(studio.getState())).toBeNull();
    commands.setFeatures({ scale: 10 });
    expect(selectTestResult(studio.getState())).toBeNull();
  });

  it("does not caption or train again what is there already", async () => {
    await openAndRun();
    const captions = fakes.captioned.length;
    const runs = fakes.trained.length;
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [1, 2] });
    commands.setThresholdCount(4);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(selectCurve(studio.getState())?.points).toHaveLength(4);
    expect(fakes.trained).toHaveLength(runs);
    expect(captions).toBe(16);
  });

  it("opens and runs the same folder a second time on one page", async () => {
    await openAndRun();
    commands.setAdapter({ residual: false });
    await commands.openFolder(twoClasses);
    await commands.runAll();
    const state = studio.getState();
    expect(runReport(state).error).toBeNull();
    expect(state.graph.positions).not.toBeNull();
    expect(selectShownGraph(state)?.features?.rows).toBe(16);
  });

  it("cancels captions at once and goes on with the rest later", async () => {
    await commands.openFolder(twoClasses);
    fakes.beforeCaption = (path) => {
      if (path === "cat/cat5.jpg") commands.cancel();
      return Promise.resolve();
    };
    await commands.runAll();
    const { run, captions } = studio.getState().captions;
    expect(run.status).toBe("cancelled");
    const kept = captions.filter((caption) => caption !== null).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(16);
    fakes.beforeCaption = () => Promise.resolve();
    await commands.runAll();
    expect(studio.getState().captions.run.status).toBe("ready");
    expect(new Set(fakes.captioned).size).toBe(fakes.captioned.length);
  });

  it("stops a running sweep when a setting changes and keeps its points, marked stale", async () => {
    await commands.openFolder(twoClasses);
    fakes.beforeTraining = () => {
      if (fakes.trained.length === 3) commands.setAdapter({ bottleneckDimension: 8 });
      return Promise.resolve();
    };
    await commands.runAll();
    const state = studio.getState();
    expect(state.evaluation.sweep?.points).toHaveLength(3);
    expect(selectSweepIsStale(state)).toBe(true);
    expect(selectStages(state).at(-1)?.state).not.toBe("running");
    commands.revealTest();
    expect(studio.getState().evaluation.revealedKey).toBeNull();
  });

  it("goes on with the points of an unfinished sweep after a reload", async () => {
    await commands.openFolder(twoClasses);
    fakes.beforeTraining = () => {
      if (fakes.trained.length === 5) commands.cancel();
      return Promise.resolve();
    };
    await commands.runAll();
    expect(fakes.remembered?.folderName).toBe("photos");
    const before = [...fakes.trained];

    const reloaded = createStudio();
    const again = createCommands(reloaded, fakes.services);
    fakes.beforeTraining = () => Promise.resolve();
    await again.openFolder(twoClasses, {
      thenRun: true,
      settings: fakes.remembered?.settings ?? "",
    });
    expect(reloaded.getState().evaluation.run.status).toBe("ready");
    expect(new Set(fakes.trained).size).toBe(fakes.trained.length);
    expect(fakes.trained.slice(0, 5)).toEqual(before);
  });

  it("shows a sweep that cannot be saved, and keeps its points", async () => {
    fakes.saveFailure = new StudioError("storage/quota-exceeded", "The disk is full.");
    await openAndRun();
    const { run, sweep } = studio.getState().evaluation;
    expect(run).toMatchObject({ status: "failed", error: { code: "storage/quota-exceeded" } });
    expect(sweep?.points).toHaveLength(8);
  });

  it("makes graph and captions of one class and says why it cannot train", async () => {
    await commands.openFolder(folderOf("cat/1.jpg", "cat/2.jpg", "cat/3.jpg", "cat/4.jpg"));
    await commands.runAll();
    const state = studio.getState();
    expect(state.captions.run.status).toBe("ready");
    expect(state.graph.run.status).toBe("ready");
    expect(runReport(state).error?.code).toBe("dataset/single-class");
  });

  it("draws the graph of images without any label", async () => {
    await commands.openFolder(folderOf("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    await commands.runAll();
    const state = studio.getState();
    expect(state.graph.scope).toBe("transductive");
    expect(
      state.graph.run.status === "ready" && state.graph.run.artifact.ranked.similarity,
    ).toHaveLength(6);
    expect(runReport(state).error?.code).toBe("dataset/no-labels");
  });

  it("names a folder without files and one without images, and loses nothing for it", async () => {
    await commands.openFolder(twoClasses);
    await commands.openFolder(folderOf());
    expect(studio.getState().dataset.openingError?.code).toBe("dataset/empty-folder");
    await commands.openFolder(folderOf("notes.pdf"));
    expect(studio.getState().dataset.openingError?.code).toBe("dataset/no-images");
    expect(studio.getState().dataset.run.status).toBe("ready");
    // That every image is damaged is known only after reading.
    await commands.openFolder(folderOf("broken.jpg"));
    expect(studio.getState().dataset.run).toMatchObject({ error: { code: "dataset/no-images" } });
    expect(studio.getState().dataset.openingError).toBeNull();
  });

  it("reads the folder again under another layout without losing it", async () => {
    await commands.openFolder(twoClasses);
    await commands.chooseLayout("unlabelled");
    const { run, reading } = studio.getState().dataset;
    expect(run.status === "ready" && run.artifact.classNames).toEqual([]);
    expect(reading?.layout).toBe("unlabelled");
    await commands.chooseLayout("class-folders");
    expect(selectShownSplit(studio.getState())?.test.length).toBeGreaterThan(0);
  });
});
