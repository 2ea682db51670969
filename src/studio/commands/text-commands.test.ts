/** Texts that a person mends: what stays, what goes stale, what is done again, and what a later visit finds. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import type { StoredModel } from "../model-ports.ts";
import { selectPools } from "../selectors/pools.ts";
import { selectStages } from "../selectors/stage-status.ts";
import { selectEmbeddingsKey, selectSweepKey } from "../selectors/sweep-key.ts";
import { selectTextRows } from "../selectors/text-rows.ts";
import { runReport } from "../run-report.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { studioThatRan } from "./fake-run.ts";
import { createFakes, sampleOf, twoClasses, type Fakes } from "./fake-services.ts";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

const model: StoredModel = {
  ref: { id: "owner/writer", revision: "main", dtype: "fp32" },
  family: "vit-gpt2",
  roles: ["captioner"],
  dimension: 0,
  bytes: 1,
  complete: true,
  licence: "test",
};

describe("edited texts", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;
  const texts = (): (string | undefined)[] =>
    studio.getState().captions.captions.map((caption) => caption?.text);
  const stages = (): Record<string, string> =>
    Object.fromEntries(selectStages(studio.getState()).map(({ name, state }) => [name, state]));
  const rows = () => selectTextRows(studio.getState());

  beforeEach(async () => {
    ({ fakes, studio, commands } = await studioThatRan());
  });

  it("make only what is made of them stale", async () => {
    commands.editCaption(2, "a tabby");
    await settled();
    expect(texts()[2]).toBe("a tabby");
    expect(runReport(studio.getState()).captions.edited).toBe(1);
    expect(stages()).toMatchObject({
      captions: "ready",
      embeddings: "stale",
      graph: "stale",
      training: "stale",
    });
  });

  it("are all that a run embeds again, though nothing is stored", async () => {
    commands.editCaption(2, "a tabby");
    commands.editCaption(5, "a tabby");
    commands.editCaption(6, "");
    fakes.encoded.length = 0;
    fakes.captioned.length = 0;
    const before = studio.getState().embeddings.run;
    await commands.embedTexts();
    expect(fakes.encoded).toEqual(["a tabby"]);
    expect(fakes.captioned).toEqual([]);
    const { run } = studio.getState().embeddings;
    if (run.status !== "ready" || before.status !== "ready") throw new Error("not ready");
    const { dimension, values } = run.artifact.text;
    const rowAt = (i: number): Float32Array => values.subarray(i * dimension, (i + 1) * dimension);
    expect(rowAt(2)).toEqual(rowAt(5));
    expect([...rowAt(6)].every((value) => value === 0)).toBe(true);
    expect(rowAt(3)).toEqual(before.artifact.text.values.subarray(3 * dimension, 4 * dimension));
    expect(rowAt(2)).not.toEqual(
      before.artifact.text.values.subarray(2 * dimension, 3 * dimension),
    );
    expect(run.artifact.image).toBe(before.artifact.image);
    expect(stages()).toMatchObject({ embeddings: "ready", graph: "ready", training: "stale" });
  });

  it("taken back are the data of before, whose sweep is there again", async () => {
    const key = selectSweepKey(studio.getState());
    const before = texts();
    commands.editCaption(1, "one");
    commands.editCaption(1, "two");
    commands.undoTexts();
    expect(texts()[1]).toBe("one");
    commands.undoTexts();
    commands.undoTexts();
    await settled();
    expect(texts()).toEqual(before);
    expect(selectSweepKey(studio.getState())).toBe(key);
    expect(stages()).toMatchObject({ embeddings: "ready", graph: "ready", training: "ready" });
    commands.redoTexts();
    commands.redoTexts();
    expect(texts()[1]).toBe("two");
    commands.revertCaptions([1]);
    expect(texts()).toEqual(before);
    commands.undoTexts();
    expect(texts()[1]).toBe("two");
  });

  it("are embedded before the diagnostics measure their graph", async () => {
    commands.editCaption(2, "a tabby");
    await settled();
    fakes.encoded.length = 0;
    await commands.computeDiagnostics();
    expect(studio.getState().diagnostics.run.status).toBe("ready");
    expect(fakes.encoded).toEqual(["a tabby"]);
  });

  it("typed as they were written are no edit", () => {
    const [first] = texts();
    commands.editCaption(0, `${first ?? ""}!`);
    commands.editCaption(0, first ?? "");
    expect(studio.getState().texts.edits.size).toBe(0);
    commands.editCaption(99, "of no image");
    expect(studio.getState().texts.edits.size).toBe(0);
  });

  it("outlive a run of another captioner while they are locked", async () => {
    commands.editCaption(1, "locked");
    commands.editCaption(2, "unlocked");
    commands.lockCaptions([2], false);
    commands.chooseCaptioner(model);
    await settled();
    await commands.runAll();
    expect(texts()[1]).toBe("locked");
    expect(texts()[2]).toBe(`owner/writer sees ${rows()[2]?.path ?? ""}`);
    expect(fakes.captioned).not.toContain(`owner/writer: ${rows()[1]?.path ?? ""}`);
    commands.undoTexts();
    expect(texts()[2]).toBe("unlocked");
  });

  it("given back to a captioner that has not written them wait for a run", async () => {
    commands.editCaption(1, "locked");
    commands.chooseCaptioner(model);
    await settled();
    await commands.runAll();
    commands.revertCaptions([1]);
    expect(stages()["captions"]).toBe("stale");
    commands.undoTexts();
    expect(stages()["captions"]).toBe("ready");
    commands.redoTexts();
    await commands.runAll();
    expect(texts()[1]).toBe(`owner/writer sees ${rows()[1]?.path ?? ""}`);
  });

  it("that are only locked are the same data until another captioner runs", async () => {
    const key = selectEmbeddingsKey(studio.getState());
    const [first] = texts();
    commands.lockCaptions([0], true);
    expect(selectEmbeddingsKey(studio.getState())).toBe(key);
    expect(rows()[0]).toMatchObject({ locked: true, edited: false });
    commands.chooseCaptioner(model);
    await settled();
    await commands.runAll();
    expect(texts()[0]).toBe(first);
  });

  it("that come while captions are written stay", async () => {
    let running = 0;
    commands.chooseCaptioner("tagger");
    fakes.stored = null;
    await commands.openFolder({ ...twoClasses, files: twoClasses.files.slice(1) });
    fakes.beforeCaption = () => {
      running += 1;
      if (running === 3) commands.editCaption(0, "meanwhile");
      return Promise.resolve();
    };
    await commands.runAll();
    expect(texts()[0]).toBe("meanwhile");
    expect(stages()).toMatchObject({ captions: "ready", embeddings: "ready" });
  });

  it("come back with the folder, over its files and without them, and not to another", async () => {
    commands.editCaption(1, 'line\none, "two"');
    await settled();
    const { remembered, rememberedDataset } = fakes;
    if (remembered === null || rememberedDataset === null) throw new Error("nothing remembered");
    await commands.openFolder({ ...twoClasses, name: "others" });
    expect(studio.getState().texts.edits.size).toBe(0);
    // A photo that is gone meanwhile moves the others up.
    await commands.openFolder({ ...twoClasses, files: twoClasses.files.slice(1) });
    expect(texts()[0]).toBe('line\none, "two"');
    await commands.openFolder(twoClasses);
    expect(texts()[1]).toBe('line\none, "two"');
    const without = createStudio();
    await createCommands(without, fakes.services).continueStored({
      session: remembered,
      dataset: rememberedDataset,
      activate: () => undefined,
    });
    expect(without.getState().captions.captions[1]?.text).toBe('line\none, "two"');
  });

  it("are said not to be kept where the browser does not store them", async () => {
    fakes.saveFailure = new StudioError("storage/quota-exceeded", "full");
    commands.editCaption(1, "x");
    await settled();
    expect(studio.getState().texts.kept).toBe("lost");
    fakes.saveFailure = null;
    commands.editCaption(1, "y");
    // Not before it is stored: a page that goes now loses it.
    expect(studio.getState().texts.kept).toBe("saving");
    await settled();
    expect(studio.getState().texts.kept).toBe("kept");
  });

  it("go out and come back as a file, and rows of no image are counted", async () => {
    commands.editCaption(1, "=1+1\r\nsecond line");
    commands.editCaption(3, "three");
    const file = await commands.exportCaptions("jsonl");
    if (file === null) throw new Error("no file");
    commands.revertCaptions([1, 3]);
    const more = bytesOf(`${textOf(file.bytes)}{"file":"nowhere.jpg","caption":"x"}\n`);
    await commands.importCaptions({ path: "texts.jsonl", bytes: more });
    expect([texts()[1], texts()[3]]).toEqual(["=1+1\r\nsecond line", "three"]);
    expect(studio.getState().texts.edits.size).toBe(2);
    expect(rows()[1]).toMatchObject({ locked: true, caption: { source: "imported" } });
    expect(studio.getState().texts.outcome).toContain("no image of this data set: 1");
    commands.undoTexts();
    expect(studio.getState().texts.edits.size).toBe(0);
  });

  it("go out without the mask, so that the file comes back as nothing new and the mask gets into no edit", async () => {
    commands.setCaptioner({ maskClassNames: true });
    await commands.runAll();
    const file = await commands.exportCaptions("jsonl");
    if (file === null) throw new Error("no file");
    expect(textOf(file.bytes)).not.toContain("object");
    await commands.importCaptions({ path: "texts.jsonl", bytes: file.bytes });
    expect(studio.getState().texts.edits.size).toBe(0);
    expect(texts()[0]).toContain("object/");
  });

  it("of a file that names no image change nothing and say so", async () => {
    const bytes = bytesOf('{"file":"nowhere.jpg","caption":"x"}\n');
    await commands.importCaptions({ path: "texts.jsonl", bytes });
    expect(studio.getState().texts.error?.code).toBe("captions/bad-file");
    expect(studio.getState().texts.past).toEqual([]);
  });

  it("have the mask over them and not in them: once it is off, locked and typed texts are whole", async () => {
    await commands.runAll();
    const whole = texts().slice(0, 3);
    expect(whole[0]).not.toContain("object");
    commands.setCaptioner({ maskClassNames: true });
    await commands.runAll();
    expect(texts()[0]).toContain("object/");
    expect(rows()[0]?.text).toBe(whole[0]);
    commands.lockCaptions([0], true);
    commands.editCaption(1, `${whole[1] ?? ""} twice`);
    commands.editCaption(2, whole[2] ?? "");
    expect(texts()[0]).toContain("object/");
    expect(texts()[1]).toContain("object/");
    expect(rows()[2]?.edited).toBe(false);
    commands.setCaptioner({ maskClassNames: false });
    await commands.runAll();
    expect(texts().slice(0, 3)).toEqual([whole[0], `${whole[1] ?? ""} twice`, whole[2]]);
  });

  it("of a file that is still being read when another folder is opened are not taken", async () => {
    const bytes = bytesOf(`{"file":"${rows()[0]?.path ?? ""}","caption":"x"}\n`);
    const importing = commands.importCaptions({ path: "texts.jsonl", bytes });
    await commands.openFolder({ ...twoClasses, name: "others" });
    await importing;
    expect(studio.getState().texts.edits.size).toBe(0);
    expect(studio.getState().texts.outcome).toContain("was not taken");
  });
});

describe("the class of a test image", () => {
  it("is in no row, flag or file before the reveal, and is there after", async () => {
    const fakes = createFakes();
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [1] });
    commands.setThresholdCount(3);
    await commands.runAll();
    const tested = (selectPools(studio.getState())?.pool ?? []).flatMap((pool, i) =>
      pool === "test" ? [i] : [],
    );
    expect(tested.length).toBeGreaterThan(0);
    // Every caption names the class of its image.
    const classOf = (path: string): string => path.slice(0, path.indexOf("/"));
    const images = selectTextRows(studio.getState());
    images.forEach(({ example, path }) => commands.editCaption(example, `a ${classOf(path)}`));
    commands.setTraining({ epochs: 3 });
    const rows = selectTextRows(studio.getState());
    rows.forEach(({ className, covered, flags }, i) => {
      expect(covered).toBe(tested.includes(i));
      expect(className === null).toBe(tested.includes(i));
      expect(flags.includes("names-class")).toBe(!tested.includes(i));
    });
    const file = await commands.exportCaptions("jsonl");
    const lines = textOf(file?.bytes ?? new Uint8Array())
      .trim()
      .split("\n")
      .map((line): object => JSON.parse(line) as object);
    lines.forEach((line, i) => expect("class" in line).toBe(!tested.includes(i)));
    await commands.runAll();
    commands.revealTest();
    expect(selectTextRows(studio.getState()).every(({ className }) => className !== null)).toBe(
      true,
    );
  });
});

describe("the sample's texts", () => {
  it("are mended without its pictures: only the text is embedded, on the vectors that came", async () => {
    const fakes = createFakes();
    fakes.sample = sampleOf(4);
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    await commands.loadSample("noto");
    commands.editCaption(0, "a new drawing");
    await commands.embedTexts();
    expect(fakes.encoded).toEqual(["a new drawing"]);
    expect(studio.getState().embeddings.shipped).toBe(true);
    commands.recomputeSample();
    await commands.embedTexts();
    expect(fakes.encoded).toHaveLength(1 + 8 + 8);
  });

  it("that were edited are no longer what the recorded sweep was made from", async () => {
    const fakes = createFakes();
    const sample = sampleOf(8);
    fakes.sample = sample;
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    await commands.loadSample("noto");
    await commands.runAll();
    const { sweep } = studio.getState().evaluation;
    if (sweep === null) throw new Error("no sweep");
    fakes.sweeps.clear();
    fakes.sample = { ...sample, first: { ...sample.first, recorded: [sweep] } };
    await commands.loadSample("noto");
    const training = (): string | undefined =>
      selectStages(studio.getState()).find(({ name }) => name === "training")?.state;
    expect(studio.getState().evaluation.sweep?.origin).toBe("recorded");
    expect(training()).toBe("ready");
    commands.editCaption(0, "a new drawing");
    await settled();
    expect(training()).toBe("stale");
    commands.undoTexts();
    await settled();
    expect(training()).toBe("ready");
  });
});
