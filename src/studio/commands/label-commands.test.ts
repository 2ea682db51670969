/** Labels that grow: what stays, what goes stale, what a later visit finds. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import { selectNodeMarks } from "../selectors/node-marks.ts";
import { selectDataset, selectPools, selectTrainingObstacle } from "../selectors/pools.ts";
import {
  selectDataFingerprint,
  selectEmbeddingsKey,
  selectGraphKey,
  selectSweepIsStale,
  selectSweepKey,
} from "../selectors/sweep-key.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { studioWithFolder } from "./fake-run.ts";
import { twoClasses, type Fakes } from "./fake-services.ts";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe("labels that grow", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;
  const classNames = (): readonly string[] => selectDataset(studio.getState())?.classNames ?? [];
  const classOf = (example: number): string | undefined => {
    const dataset = selectDataset(studio.getState());
    return dataset?.classNames[dataset.examples[example]?.label ?? -1];
  };

  beforeEach(async () => {
    ({ fakes, studio, commands } = await studioWithFolder());
    fakes.stored = new Map();
  });

  it("leave captions and vectors, and make what depends on labels anew", async () => {
    await commands.runAll();
    const before = studio.getState();
    const captioned = fakes.captioned.length;
    const keys = [selectGraphKey, selectSweepKey, selectDataFingerprint].map((key) => key(before));
    commands.labelExamples([0, 1, 2], "  red   panda ");
    await settled();
    const after = studio.getState();
    expect(classNames()).toContain("red panda");
    expect(classOf(1)).toBe("red panda");
    expect(selectEmbeddingsKey(after)).toBe(selectEmbeddingsKey(before));
    expect(after.embeddings.run).toBe(before.embeddings.run);
    expect(after.captions.captions).toBe(before.captions.captions);
    expect(fakes.captioned).toHaveLength(captioned);
    [selectGraphKey, selectSweepKey, selectDataFingerprint].forEach((key, i) => {
      expect(key(after)).not.toBe(keys[i]);
    });
    expect(selectSweepIsStale(after)).toBe(true);
    expect(after.graph.run).toMatchObject({ status: "ready", madeFrom: selectGraphKey(after) });
  });

  it("cover the test again, and are taken back step by step to the same data", async () => {
    await commands.runAll();
    commands.revealTest();
    const key = selectSweepKey(studio.getState());
    commands.labelExamples([0], "cat");
    commands.labelExamples([1], "lynx");
    expect(studio.getState().evaluation.revealedKey).toBeNull();
    commands.undoLabels();
    expect(classNames()).not.toContain("lynx");
    commands.undoLabels();
    await settled();
    expect(selectSweepKey(studio.getState())).toBe(key);
    expect(selectSweepIsStale(studio.getState())).toBe(false);
    commands.undoLabels();
    expect(studio.getState().dataset.labelSteps).toHaveLength(0);
  });

  it("show no class of a test image of now, whoever gave it", async () => {
    await commands.runAll();
    commands.revealTest();
    const pools = (): readonly string[] => selectPools(studio.getState())?.pool ?? [];
    const tested = pools().flatMap((pool, i) => (pool === "test" ? [i] : []));
    expect(tested.length).toBeGreaterThan(1);
    commands.labelExamples(tested.slice(0, 1), classOf(tested.at(-1) ?? -1) ?? "");
    const marks = selectNodeMarks(studio.getState());
    // At once, while the graph is still that of the labels before.
    pools().forEach((pool, i) => {
      expect(marks[i]?.covered).toBe(pool === "test");
      if (pool === "test") expect(marks[i]?.ownClass).toBeNull();
    });
  });

  it("count the share of captions that name their class by the new labels", async () => {
    await commands.runAll();
    const share = (): number | undefined => {
      const { run } = studio.getState().captions;
      return run.status === "ready" ? run.artifact.classNameShare : undefined;
    };
    // Fake captions hold the file's path, and so the class of its folder.
    expect(share()).toBe(1);
    commands.labelExamples([0, 1, 2, 3, 4, 5, 6, 7], "lynx");
    const pool = selectPools(studio.getState())?.pool ?? [];
    const counted = pool.flatMap((part, i) =>
      part === "train" || part === "validation" ? [i] : [],
    );
    expect(share()).toBe(counted.filter((i) => i >= 8).length / counted.length);
  });

  it("make a folder without labels one that can be trained on", async () => {
    const files = Array.from({ length: 12 }, (_, i) => ({ path: `${i}.jpg`, sizeBytes: 1 }));
    await commands.openFolder({
      name: "plain",
      activate: () => undefined,
      files,
      hasHandle: false,
    });
    expect(selectTrainingObstacle(studio.getState())).toBe("no-labels");
    commands.labelExamples([0, 1, 2, 3, 4], "cat");
    expect(selectTrainingObstacle(studio.getState())).toBe("single-class");
    commands.labelExamples([5, 6, 7, 8, 9], "dog");
    expect(selectTrainingObstacle(studio.getState())).toBeNull();
    expect(studio.getState().graph.scope).toBe("inductive");
    await commands.runAll();
    expect(studio.getState().evaluation.run.status).toBe("ready");
  });

  it("come back with the folder, over its files and without them", async () => {
    commands.labelExamples([0, 1, 2], "lynx");
    await settled();
    const { remembered, rememberedDataset } = fakes;
    if (remembered === null || rememberedDataset === null) throw new Error("nothing remembered");
    expect(rememberedDataset.classNames).not.toContain("lynx");

    const again = createStudio();
    const { settings } = remembered;
    await createCommands(again, fakes.services).openFolder(twoClasses, { settings });
    expect(selectDataset(again.getState())?.classNames).toContain("lynx");

    const without = createStudio();
    await createCommands(without, fakes.services).continueStored({
      session: remembered,
      dataset: rememberedDataset,
      activate: () => undefined,
    });
    expect(selectDataset(without.getState())).toEqual(selectDataset(again.getState()));
  });

  it("outlive the visit of another folder, and do not follow into it", async () => {
    commands.labelExamples([0, 1], "lynx");
    commands.labelExamples([2], "puma");
    commands.undoLabels();
    await settled();
    await commands.openFolder({ ...twoClasses, name: "others" });
    expect(classNames()).not.toContain("lynx");
    commands.labelExamples([0], "otter");
    await settled();
    await commands.openFolder(twoClasses);
    expect(studio.getState().dataset.labelSteps).toHaveLength(1);
    expect([classOf(0), classOf(1)]).toEqual(["lynx", "lynx"]);
    commands.undoAllLabels();
    await settled();
    await commands.openFolder(twoClasses);
    expect(studio.getState().dataset.labelSteps).toHaveLength(0);
  });

  it("are said not to be kept where the browser does not store them, until it does", async () => {
    const failure = new StudioError("storage/quota-exceeded", "full");
    fakes.saveFailure = failure;
    commands.labelExamples([0], "lynx");
    await settled();
    expect(studio.getState().dataset.labelsKept).toBe("lost");
    fakes.saveFailure = null;
    commands.labelExamples([1], "lynx");
    expect(studio.getState().dataset.labelsKept).toBe("saving");
    await settled();
    expect(studio.getState().dataset.labelsKept).toBe("kept");
  });

  it("refuse an empty name", () => {
    commands.labelExamples([0], " \t");
    expect(studio.getState().dataset.labelSteps).toHaveLength(0);
  });
});
