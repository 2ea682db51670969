/** A reload in the middle of a sweep goes on without the image files; only pixels that nobody has looked at yet need them. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { selectCurve } from "../selectors/accuracy-curve.ts";
import type { StoredFolder } from "../services.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, twoClasses, type Fakes } from "./fake-services.ts";

describe("a folder whose files are out of reach", () => {
  let fakes: Fakes;
  let reloaded: Studio;

  beforeEach(() => {
    fakes = createFakes();
    fakes.stored = new Map();
    reloaded = createStudio();
  });

  /** Opens the folder, changes settings and runs until `stop` says so, as a page that goes away then. */
  const visit = async (stop: (fakes: Fakes) => boolean): Promise<void> => {
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [1, 2] });
    commands.setThresholdCount(4);
    const goneAway = new Promise<void>((resolve) => {
      const leave = (): Promise<void> => {
        if (!stop(fakes)) return Promise.resolve();
        resolve();
        return new Promise(() => undefined);
      };
      fakes.beforeTraining = leave;
      fakes.beforeCaption = leave;
      void commands.runAll().then(resolve);
    });
    await goneAway;
    fakes.beforeTraining = () => Promise.resolve();
    fakes.beforeCaption = () => Promise.resolve();
  };

  const stored = (): StoredFolder => {
    const { remembered: session, rememberedDataset: dataset } = fakes;
    if (session === null || dataset === null) throw new Error("nothing was remembered");
    return { session, dataset, activate: () => (fakes.folderIsOpen = false) };
  };

  it("goes on with the sweep from the last finished point", async () => {
    await visit(({ trained }) => trained.length === 5);
    expect(fakes.remembered?.unfinished).toBe(true);
    const captioned = [...fakes.captioned];
    await createCommands(reloaded, fakes.services).continueStored(stored());
    const state = reloaded.getState();
    expect(state.evaluation.run.status).toBe("ready");
    expect(selectCurve(state)?.points).toHaveLength(4);
    expect(fakes.trained).toHaveLength(8);
    expect(new Set(fakes.trained).size).toBe(8);
    expect(fakes.captioned).toEqual(captioned);
    expect(state.dataset.origin).toMatchObject({ kind: "folder", name: "photos" });
    expect(state.training.settings.runSeeds).toEqual([1, 2]);
    expect(state.captions.captions.every((caption) => caption !== null)).toBe(true);
  });

  it("shows graph and curve of a finished visit without running anything", async () => {
    await visit(() => false);
    const trained = fakes.trained.length;
    expect(fakes.remembered?.unfinished).toBe(false);
    await createCommands(reloaded, fakes.services).continueStored(stored());
    expect(reloaded.getState().graph.run.status).toBe("ready");
    expect(selectCurve(reloaded.getState())?.points).toHaveLength(4);
    expect(fakes.trained).toHaveLength(trained);
  });

  it("asks for the folder where images are still to be read, and goes on once it is open", async () => {
    await visit(({ captioned }) => captioned.length === 6);
    const commands = createCommands(reloaded, fakes.services);
    await commands.continueStored(stored());
    const { run, captions } = reloaded.getState().captions;
    expect(run).toMatchObject({ status: "failed", error: { code: "dataset/folder-needed" } });
    expect(captions.filter((caption) => caption !== null)).toHaveLength(6);
    expect(fakes.remembered?.unfinished).toBe(true);
    fakes.folderIsOpen = true;
    const { settings = "", unfinished = false } = fakes.remembered ?? {};
    await commands.openFolder(twoClasses, { settings, thenRun: unfinished });
    expect(reloaded.getState().evaluation.run.status).toBe("ready");
    expect(new Set(fakes.captioned).size).toBe(16);
    expect(fakes.captioned).toHaveLength(16);
  });

  it("cannot be read under another layout", async () => {
    await visit(() => false);
    const commands = createCommands(reloaded, fakes.services);
    await commands.continueStored(stored());
    expect(reloaded.getState().dataset.reading?.possibleLayouts).toEqual(["class-folders"]);
    await commands.chooseLayout("unlabelled");
    expect(reloaded.getState().dataset.reading?.layout).toBe("class-folders");
  });

  it("a file that is gone from an open folder is another matter", async () => {
    await visit(({ captioned }) => captioned.length === 6);
    fakes.beforeCaption = (path) =>
      Promise.reject(new StudioError("dataset/folder-changed", "gone", { path }));
    const commands = createCommands(reloaded, fakes.services);
    await commands.openFolder(twoClasses, { thenRun: true });
    expect(reloaded.getState().captions.run).toMatchObject({
      error: { code: "dataset/folder-changed" },
    });
    expect(fakes.remembered?.unfinished).toBe(false);
  });
});
