/** What a reload, a folder that is opened again and a tab that was closed in the middle find. */

import { expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import { selectStages } from "../selectors/stage-status.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { studioThatRan, studioWithFolder } from "./fake-run.ts";
import { createFakes, sampleOf, twoClasses, type Fakes } from "./fake-services.ts";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const stateOf = (studio: Studio, stage: string): string | undefined =>
  selectStages(studio.getState()).find(({ name }) => name === stage)?.state;

/** As `fakes` remembers it. */
function storedFolder(fakes: Fakes) {
  const { remembered: session, rememberedDataset: dataset } = fakes;
  if (session === null || dataset === null) throw new Error("nothing was remembered");
  return { session, dataset, activate: () => undefined };
}

test("captions of a run that was cancelled are there again, with their number, and Run goes on from them", async () => {
  const fakes = createFakes();
  fakes.stored = new Map();
  const { commands } = await studioWithFolder(fakes);
  fakes.beforeCaption = () => {
    if (fakes.captioned.length === 6) commands.cancel();
    return Promise.resolve();
  };
  await commands.runAll();
  fakes.beforeCaption = () => Promise.resolve();
  const written = fakes.captioned.length;
  expect(written).toBeGreaterThan(0);
  const studio = createStudio();
  const later = createCommands(studio, fakes.services);
  await later.continueStored(storedFolder(fakes));
  const { run, captions } = studio.getState().captions;
  const shown = captions.filter((caption) => caption !== null).length;
  expect(shown).toBeGreaterThan(0);
  expect(run).toMatchObject({ status: "cancelled", progress: { done: shown, total: 16 } });
  await later.runAll();
  expect(studio.getState().captions.run.status).toBe("ready");
  expect(new Set(fakes.captioned).size).toBe(fakes.captioned.length);
});

test("captions that are all stored are shown though their vectors are not", async () => {
  const fakes = createFakes();
  fakes.stored = new Map();
  const { commands } = await studioWithFolder(fakes);
  await commands.runAll();
  for (const key of fakes.stored.keys()) {
    if (!key.startsWith("caption")) fakes.stored.delete(key);
  }
  const studio = createStudio();
  await createCommands(studio, fakes.services).openFolder(twoClasses);
  expect([stateOf(studio, "captions"), stateOf(studio, "embeddings")]).toEqual(["ready", "empty"]);
});

test("opening a folder whose captioner is the nearest class text loads no model", async () => {
  const fakes = createFakes("shared");
  fakes.stored = new Map();
  const { commands, studio } = await studioWithFolder(fakes);
  await commands.runAll();
  commands.chooseCaptioner("class-texts");
  await settled();
  fakes.encoded.length = 0;
  await commands.openFolder(twoClasses, { settings: fakes.remembered?.settings ?? "" });
  expect(studio.getState().models.choice.captioner).toBe("class-texts");
  expect(fakes.encoded).toEqual([]);
  expect(studio.getState().captions.run.status).toBe("idle");
  await commands.runAll();
  expect(studio.getState().captions.run.status).toBe("ready");
  // Its images have their vectors.
  expect(fakes.encoded.filter((one) => one.endsWith(".jpg"))).toEqual([]);
});

test("labels and edits are there before the data set is shown, so that nothing is written over them", async () => {
  const { commands, fakes } = await studioWithFolder();
  commands.labelExamples([0, 1], "otter");
  commands.editCaption(2, "mine");
  await settled();
  const studio = createStudio();
  const seen: number[][] = [];
  studio.subscribe(({ dataset, texts }) => {
    if (dataset.run.status === "ready") seen.push([dataset.labelSteps.length, texts.edits.size]);
  });
  await createCommands(studio, fakes.services).continueStored(storedFolder(fakes));
  expect(seen[0]?.[0]).toBe(1);
  expect(seen.at(-1)).toEqual([1, 1]);
});

test("a setting that changes while a job of the workbench runs leaves the folder finished", async () => {
  const { commands, fakes } = await studioThatRan();
  fakes.beforeCaption = () => {
    commands.setTraining({ epochs: 9 });
    return settled();
  };
  fakes.stored = null;
  await commands.recaptionImages([0], "tagger");
  await settled();
  expect(fakes.remembered?.unfinished).toBe(false);
});

test("a setting is remembered though the graph that it asks for cannot be made", async () => {
  const { commands, studio, fakes } = await studioThatRan();
  fakes.beforeFusing = () => Promise.reject(new StudioError("platform/worker-crashed", "gone"));
  commands.setFeatures({ modalityWeight: 0.25 });
  await settled();
  expect(studio.getState().graph.run.status).toBe("failed");
  expect(fakes.remembered?.settings).toContain('"modalityWeight":0.25');
});

test("a reload of the sample has the models that were chosen, and none where features were opened after it", async () => {
  const fakes = createFakes("shared");
  fakes.sample = sampleOf(8);
  const commands = createCommands(createStudio(), fakes.services);
  await commands.loadSample("noto");
  commands.chooseCaptioner("class-texts");
  await settled();
  const { settings } = fakes.rememberedSample ?? {};
  const studio = createStudio();
  const later = createCommands(studio, fakes.services);
  await later.loadSample("noto", settings);
  expect(studio.getState().models.choice.captioner).toBe("class-texts");
  const { first, embeddings } = sampleOf(4);
  await later.openFeatures({ dataset: first.dataset, embeddings, classTexts: null });
  expect(fakes.rememberedSample).toBeNull();
});

test("a setting that changes while the sample comes back is not taken back", async () => {
  const fakes = createFakes();
  fakes.sample = sampleOf(8);
  const studio = createStudio();
  const commands = createCommands(studio, fakes.services);
  await commands.loadSample("noto");
  commands.setTraining({ epochs: 7 });
  await settled();
  const loading = commands.loadSample("noto", fakes.rememberedSample?.settings);
  await expect.poll(() => studio.getState().dataset.run.status).toBe("ready");
  await expect.poll(() => studio.getState().training.settings.epochs).toBe(7);
  commands.setTraining({ epochs: 33 });
  await loading;
  await settled();
  expect(studio.getState().training.settings.epochs).toBe(33);
});

test("a sweep that a reload cut short is no finished one, and one of other labels is stale", async () => {
  const { commands, fakes } = await studioWithFolder();
  fakes.beforeTraining = () => {
    if (fakes.trained.length === 2) commands.cancel();
    return Promise.resolve();
  };
  await commands.runAll();
  const studio = createStudio();
  const later = createCommands(studio, fakes.services);
  await later.openFolder(twoClasses, { settings: fakes.remembered?.settings ?? "" });
  expect(studio.getState().evaluation.sweep?.points.length).toBeGreaterThan(0);
  expect(stateOf(studio, "evaluation")).toBe("cancelled");
  later.labelExamples([0], "lynx");
  await settled();
  expect(stateOf(studio, "evaluation")).toBe("stale");
});
