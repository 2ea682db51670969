/** What a setting makes of the graph again: a change of scope, shots or budget ranks, a change of w or centring fuses and ranks. */

import { beforeEach, describe, expect, it } from "vitest";
import type { StudioCommands } from "../commands.ts";
import { selectGraphKey, selectSweepIsStale } from "../selectors/sweep-key.ts";
import { selectRankedPairs } from "../selectors/threshold-axis.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { studioThatRan } from "./fake-run.ts";
import { createFakes, sampleOf, twoClasses, type Fakes } from "./fake-services.ts";
import { applySettingsText, settingsText } from "./settings-text.ts";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe("the graph after a setting changed", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;

  beforeEach(async () => {
    ({ fakes, studio, commands } = await studioThatRan());
    fakes.graphCalls.length = 0;
  });

  it("scope, shots and budget rank again from the features that are there", async () => {
    commands.setScope("transductive");
    await settled();
    commands.setTraining({ shots: 1 });
    await settled();
    commands.setPairBudget(10_000);
    await settled();
    expect(fakes.graphCalls).toEqual(["rank", "rank", "rank"]);
  });

  it("w and centring fuse and rank", async () => {
    commands.setFeatures({ modalityWeight: 0.7 });
    await settled();
    commands.setFeatures({ center: false });
    await settled();
    expect(fakes.graphCalls).toEqual(["fuse", "rank", "fuse", "rank"]);
  });

  it("scale, λ and the grid leave it alone", async () => {
    commands.setFeatures({ scale: 2 });
    commands.setTraining({ ewcLambda: 1 });
    commands.setThresholdCount(5);
    await settled();
    expect(fakes.graphCalls).toEqual([]);
  });

  it("a smaller budget keeps the strongest pairs and makes the curve stale", async () => {
    const all = selectRankedPairs(studio.getState())?.similarity.length ?? 0;
    commands.setPairBudget(9);
    await settled();
    const ranked = selectRankedPairs(studio.getState());
    expect(ranked?.similarity.length).toBeLessThanOrEqual(9);
    expect(all).toBeGreaterThan(9);
    expect(ranked?.cutoff).toBeGreaterThan(-1);
    expect(selectSweepIsStale(studio.getState())).toBe(true);
    await commands.runAll();
    expect(fakes.prepared?.pairBudget).toBe(9);
  });

  it("the budget comes back with a session; one without it had two million", () => {
    commands.setPairBudget(123_456);
    const text = settingsText(studio.getState());
    const other = createStudio();
    applySettingsText(other, text);
    expect(other.getState().graph.pairBudget).toBe(123_456);
    applySettingsText(other, text.replace('"pairBudget":123456', '"older":1'));
    expect(other.getState().graph.pairBudget).toBe(2_000_000);
    applySettingsText(other, text.replace("123456", "-5"));
    expect(other.getState().graph.pairBudget).toBe(2_000_000);
  });
});

describe("the sample", () => {
  it("is ranked from its similarities first and from its vectors when they are there", async () => {
    const fakes = createFakes();
    fakes.sample = sampleOf(8);
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    const previews: boolean[] = [];
    studio.subscribe(({ graph }) => {
      if (graph.run.status === "ready") previews.push(graph.run.artifact.preview !== null);
    });
    await commands.loadSample("noto");
    expect(fakes.graphCalls).toEqual(["rank the triangle", "fuse", "rank"]);
    expect([previews[0], previews.at(-1)]).toEqual([false, true]);
    expect(studio.getState().graph.positionsKind).toBe("shipped");
    commands.setTraining({ shots: 2 });
    await settled();
    expect(fakes.graphCalls.slice(3)).toEqual(["rank"]);
  });

  it("comes back after a reload with the settings it was left with, until another data set is open", async () => {
    const fakes = createFakes();
    fakes.sample = sampleOf(8);
    const commands = createCommands(createStudio(), fakes.services);
    await commands.loadSample("noto");
    commands.setTraining({ shots: 2, epochs: 7 });
    commands.setFeatures({ modalityWeight: 0.25 });
    await settled();
    const left = fakes.rememberedSample;
    expect(left?.name).toBe("noto");

    const again = createStudio();
    const later = createCommands(again, fakes.services);
    await later.loadSample("noto", left?.settings);
    await settled();
    expect(again.getState().training.settings).toMatchObject({ shots: 2, epochs: 7 });
    expect(again.getState().embeddings.settings.modalityWeight).toBe(0.25);
    expect(again.getState().graph.run).toMatchObject({
      status: "ready",
      madeFrom: selectGraphKey(again.getState()),
    });
    await later.openFolder(twoClasses);
    expect(fakes.rememberedSample).toBeNull();
    await later.loadSample("noto");
    expect(again.getState().training.settings.shots).toBe("all");
  });

  it("loads its vectors for a live run where that had failed", async () => {
    const fakes = createFakes();
    fakes.sample = sampleOf(8);
    fakes.vectorFailures = 1;
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    await commands.loadSample("noto");
    expect(studio.getState().embeddings.run.status).toBe("failed");
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    expect(studio.getState().evaluation.livePoint?.point.threshold).toBe(0.2);
  });

  it("runs where Run comes while its vectors are on their way", async () => {
    const fakes = createFakes();
    fakes.sample = sampleOf(8);
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    commands.setThresholdCount(3);
    void commands.loadSample("noto");
    while (studio.getState().graph.run.status !== "ready") {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await commands.runAll();
    expect(studio.getState().evaluation.run).toMatchObject({ status: "ready" });
  });

  it("a live run waits for vectors that are on their way", async () => {
    const fakes = createFakes();
    fakes.sample = sampleOf(8);
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    const loading = commands.loadSample("noto");
    while (studio.getState().graph.run.status !== "ready") {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    await loading;
    expect(studio.getState().evaluation.livePoint?.point.threshold).toBe(0.2);
  });
});
