/** Settings, folders and failures that come while something waits: no result may end under the name of another. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import { selectRuns } from "../selectors/pools.ts";
import { selectShownGraph } from "../selectors/threshold-axis.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, folderOf, twoClasses, type Fakes } from "./fake-services.ts";

const pause = (milliseconds = 5): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("what comes in between", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;

  beforeEach(async () => {
    fakes = createFakes();
    studio = createStudio();
    commands = createCommands(studio, fakes.services);
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [1, 2] });
    commands.setThresholdCount(4);
  });

  it("w there and back leaves the features of the first w on its graph", async () => {
    await commands.runAll();
    const before = selectShownGraph(studio.getState());
    fakes.beforeFusing = () => pause(20);
    commands.setFeatures({ modalityWeight: 0.6 });
    await pause();
    commands.setFeatures({ modalityWeight: 0.5 });
    await pause(60);
    const after = studio.getState().graph.run;
    expect(after.status === "ready" && after.artifact.features?.values).toEqual(
      before?.features?.values,
    );
  });

  it("vectors computed anew are the ones that train", async () => {
    await commands.runAll();
    const before = fakes.prepared?.features.values;
    fakes.encoderSalt = "another model ";
    commands.recomputeSample();
    expect(selectShownGraph(studio.getState())).not.toBeNull();
    await commands.runAll();
    expect(fakes.prepared?.features.values).not.toEqual(before);
  });

  it("a setting changed before the first point stops the sweep, and nothing is stored under the old one", async () => {
    fakes.beforeLoadSweep = () => pause(15);
    const running = commands.runAll();
    while (studio.getState().evaluation.run.status !== "running") await pause(1);
    commands.setAdapter({ bottleneckDimension: 8 });
    await running;
    await pause(60);
    expect(fakes.trained).toEqual([]);
    expect([...fakes.sweeps.values()].flatMap(({ points }) => points)).toEqual([]);
  });

  it("no point of a failed sweep lands on the next folder", async () => {
    fakes.trainers = 2;
    let first = true;
    fakes.beforeTraining = async () => {
      const mine = first;
      first = false;
      await pause(mine ? 30 : 0);
      if (!mine) throw new StudioError("training/diverged", "The loss is not finite.");
    };
    await commands.runAll();
    expect(studio.getState().evaluation.run.status).toBe("failed");
    await commands.openFolder(
      folderOf(...["a", "b"].flatMap((c) => [1, 2, 3].map((i) => `${c}/${i}.jpg`))),
    );
    await pause(60);
    expect(studio.getState().evaluation.sweep).toBeNull();
  });

  it("a session that cannot be remembered costs no work", async () => {
    fakes.rememberFailure = new StudioError("storage/unavailable", "private window");
    await commands.runAll();
    expect(studio.getState().evaluation.run.status).toBe("ready");
    commands.setAdapter({ residual: false });
    await pause();
    expect(studio.getState().graph.run.status).toBe("ready");
  });

  it("τ that nobody chose is placed anew after a reload", async () => {
    await commands.runAll();
    const settings = fakes.remembered?.settings ?? "";
    const placed = studio.getState().graph.threshold;
    // A sweep that is known already would put τ on its τ*.
    fakes.sweeps.clear();
    const reloaded = createStudio();
    const again = createCommands(reloaded, fakes.services);
    await again.openFolder(twoClasses, { settings, thenRun: true });
    expect(reloaded.getState().graph.threshold).toBe(placed);
    expect(JSON.parse(settings)).toMatchObject({ threshold: null });
  });

  it("official train and test folders keep a validation image whatever the shots", async () => {
    const paths = ["train", "test"].flatMap((part) =>
      ["cat", "dog"].flatMap((name) => [0, 1, 2, 3].map((i) => `${part}/${name}/${i}.jpg`)),
    );
    await commands.openFolder(folderOf(...paths));
    commands.setTraining({ shots: 16 });
    const nodes = selectRuns(studio.getState())[0];
    expect([...(nodes?.part ?? [])].filter((part) => part === 1)).toHaveLength(2);
  });

  it("a chosen layout comes back with the folder", async () => {
    await commands.chooseLayout("unlabelled");
    expect(fakes.remembered?.layout).toBe("unlabelled");
    const reloaded = createStudio();
    const again = createCommands(reloaded, fakes.services);
    await again.openFolder(twoClasses, { layout: "unlabelled" });
    expect(reloaded.getState().dataset.reading?.layout).toBe("unlabelled");
  });
});
