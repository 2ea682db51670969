import { expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import { Cancelled } from "../../pipeline/artifacts.ts";
import { createStudio, type Studio } from "../store.ts";
import { selectStudyIsStale, selectStudyTestLabels } from "../selectors/study-key.ts";
import { DEFAULT_VARIANT_SETTINGS } from "../slices/studies.ts";
import { selectDataFingerprint, selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import type { StudioCommands } from "../commands.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, twoClasses, type Fakes } from "./fake-services.ts";

const PLAN = { methods: ["linear-probe", "ridge"] } as const;
const ABLATIONS = { variants: ["no-graph"], ...DEFAULT_VARIANT_SETTINGS } as const;

async function opened(): Promise<{ studio: Studio; commands: StudioCommands; fakes: Fakes }> {
  const fakes = createFakes();
  const studio = createStudio();
  const commands = createCommands(studio, fakes.services);
  await commands.openFolder(twoClasses);
  commands.setTraining({ runSeeds: [1, 2] });
  return { studio, commands, fakes };
}

test("a study of a folder that was only opened makes its embeddings first, then runs method after method, seed after seed", async () => {
  const { studio, commands, fakes } = await opened();
  await commands.runStudy("methods", PLAN);
  const { run, record } = studio.getState().studies.methods;
  expect(run.status).toBe("ready");
  expect(fakes.studied).toEqual(["linear-probe 1", "linear-probe 2", "ridge 1", "ridge 2"]);
  expect(record?.runs).toHaveLength(4);
  expect(studio.getState().embeddings.run.status).toBe("ready");
});

test("a cancelled study keeps its finished runs and goes on with the rest", async () => {
  const { studio, commands, fakes } = await opened();
  fakes.beforeStudyRun = () => {
    if (fakes.studied.length === 3) commands.cancelStudy("methods");
    return Promise.resolve();
  };
  await commands.runStudy("methods", PLAN);
  expect(studio.getState().studies.methods.run.status).toBe("cancelled");
  expect(studio.getState().studies.methods.record?.runs).toHaveLength(2);
  fakes.beforeStudyRun = () => Promise.resolve();
  await commands.runStudy("methods", PLAN);
  expect(fakes.studied.slice(3)).toEqual(["ridge 1", "ridge 2"]);
  expect(studio.getState().studies.methods.record?.runs).toHaveLength(4);
});

test("a later visit finds the runs of the same data and settings in the ledger", async () => {
  const { commands, fakes } = await opened();
  await commands.runStudy("methods", PLAN);
  const studio = createStudio();
  const later = createCommands(studio, fakes.services);
  await later.openFolder(twoClasses);
  later.setTraining({ runSeeds: [1, 2] });
  await later.runStudy("methods", PLAN);
  expect(fakes.studied).toHaveLength(4);
  expect(studio.getState().studies.methods.record?.runs).toHaveLength(4);
});

test("what was chosen for a study stays with the data set, each setting by itself", async () => {
  const { studio, commands } = await opened();
  commands.chooseForStudy("ablations", { neighbours: 7 });
  commands.chooseForStudy("ablations", { left: new Set(["no-graph"]) });
  await commands.runStudy("ablations", ABLATIONS);
  const chosen = studio.getState().studies.ablations.choice;
  expect(chosen).toEqual({ neighbours: 7, left: new Set(["no-graph"]) });
  await commands.openFolder(twoClasses);
  expect(studio.getState().studies.ablations.choice).toEqual({});
});

test("another setting marks the study stale and starts a record of its own", async () => {
  const { studio, commands, fakes } = await opened();
  await commands.runStudy("methods", PLAN);
  commands.setTraining({ epochs: 10 });
  expect(selectStudyIsStale(studio.getState(), "methods")).toBe(true);
  await commands.runStudy("methods", PLAN);
  expect(fakes.studied).toHaveLength(8);
  expect(selectStudyIsStale(studio.getState(), "methods")).toBe(false);
});

test("test labels come with the reveal, and are covered again by a setting that changes", async () => {
  const { studio, commands } = await opened();
  await commands.runStudy("methods", PLAN);
  expect(selectStudyTestLabels(studio.getState(), "methods")).toBeNull();
  commands.revealStudy("methods");
  const labels = selectStudyTestLabels(studio.getState(), "methods");
  expect(labels).toHaveLength(
    studio.getState().studies.methods.record?.runs[0]?.testPredictions.length ?? -1,
  );
  commands.setTraining({ epochs: 10 });
  expect(selectStudyTestLabels(studio.getState(), "methods")).toBeNull();
});

test("a failed run shows its error and keeps what was finished", async () => {
  const { studio, commands, fakes } = await opened();
  fakes.beforeStudyRun = () =>
    fakes.studied.length === 2 ? Promise.reject(new Error("no memory")) : Promise.resolve();
  await commands.runStudy("methods", PLAN);
  const { run, record } = studio.getState().studies.methods;
  expect(run.status === "failed" && run.error.message).toBe("no memory");
  expect(record?.runs).toHaveLength(1);
});

test("a caption edited while the study embeds is embedded too: no key names what it was not made of", async () => {
  const { studio, commands, fakes } = await opened();
  let edited = false;
  studio.subscribe(({ embeddings }) => {
    if (edited || embeddings.run.status !== "running" || fakes.encoded.length === 0) return;
    edited = true;
    commands.editCaption(0, "edited while it embeds");
  });
  await commands.runStudy("methods", PLAN);
  const state = studio.getState();
  const { run } = state.embeddings;
  expect(edited).toBe(true);
  expect(run.status === "ready" && run.madeFrom).toBe(selectEmbeddingsKey(state));
  expect(fakes.encoded).toContain("edited while it embeds");
  expect(selectStudyIsStale(state, "methods")).toBe(false);
  expect(state.studies.methods.record?.runs).toHaveLength(4);
});

test("workers that others end leave a study cancelled, and it can be run again", async () => {
  const { studio, commands, fakes } = await opened();
  fakes.beforeCaption = () => Promise.reject(new Cancelled());
  await commands.runStudy("methods", PLAN);
  const { captions, studies } = studio.getState();
  expect([captions.run.status, studies.methods.run.status]).toEqual(["cancelled", "cancelled"]);
  fakes.beforeCaption = () => Promise.resolve();
  await commands.runStudy("methods", PLAN);
  expect(studio.getState().studies.methods.run.status).toBe("ready");
});

test("two studies have the workers in turn, each with the settings it began with", async () => {
  const fakes = createFakes();
  const { study } = fakes.services;
  let handedOver = 0;
  const ranWith: string[] = [];
  const studio = createStudio();
  const commands = createCommands(studio, {
    ...fakes.services,
    study: {
      ...study,
      prepare: (problem) => {
        handedOver = problem.settings.training.epochs;
        return study.prepare(problem);
      },
      runMethod: (method, runSeed, onProgress, cancel) => {
        ranWith.push(`${method} ${String(handedOver)}`);
        return study.runMethod(method, runSeed, onProgress, cancel);
      },
    },
  });
  await commands.openFolder(twoClasses);
  commands.setTraining({ runSeeds: [1, 2], epochs: 50 });
  const steps: (() => void)[] = [];
  fakes.beforeStudyRun = () => new Promise((resolve) => steps.push(resolve));
  const methods = commands.runStudy("methods", PLAN);
  await expect.poll(() => steps.length).toBe(1);
  commands.setTraining({ epochs: 7 });
  const ablations = commands.runStudy("ablations", ABLATIONS);
  await expect
    .poll(() => {
      const { run } = studio.getState().studies.ablations;
      return run.status === "running" ? run.progress.label : "";
    })
    .toBe("Waiting for the other study to end");
  fakes.beforeStudyRun = () => Promise.resolve();
  steps[0]?.();
  await Promise.all([methods, ablations]);
  expect(ranWith).toEqual(["linear-probe 50", "linear-probe 50", "ridge 50", "ridge 50"]);
  const { studies } = studio.getState();
  expect([studies.methods.run.status, studies.ablations.run.status]).toEqual(["ready", "ready"]);
  expect(studies.methods.record?.settings.training.epochs).toBe(50);
  expect(studies.ablations.record?.settings.training.epochs).toBe(7);
});

test("two studies of a folder that was only opened caption and embed each image once", async () => {
  const { studio, commands, fakes } = await opened();
  await Promise.all([
    commands.runStudy("methods", PLAN),
    commands.runStudy("ablations", ABLATIONS),
  ]);
  const { studies, captions, embeddings } = studio.getState();
  expect([studies.methods.run.status, studies.ablations.run.status]).toEqual(["ready", "ready"]);
  expect([captions.run.status, embeddings.run.status]).toEqual(["ready", "ready"]);
  expect(fakes.captioned).toHaveLength(16);
});

test("a study that waits for the other one is cancelled at once, and the next has its turn", async () => {
  const { studio, commands, fakes } = await opened();
  let go: () => void = () => undefined;
  fakes.beforeStudyRun = () => new Promise((resolve) => (go = resolve));
  const methods = commands.runStudy("methods", { methods: ["ridge"] });
  await expect.poll(() => fakes.studied.length).toBe(1);
  const waiting = commands.runStudy("ablations", ABLATIONS);
  await expect
    .poll(() => {
      const { run } = studio.getState().studies.ablations;
      return run.status === "running" ? run.progress.label : "";
    })
    .toContain("Waiting");
  commands.cancelStudy("ablations");
  await waiting;
  expect(studio.getState().studies.ablations.run.status).toBe("cancelled");
  fakes.beforeStudyRun = () => Promise.resolve();
  go();
  await methods;
  await commands.runStudy("ablations", ABLATIONS);
  expect(studio.getState().studies.ablations.run.status).toBe("ready");
});

test("a record names the data its runs are of, whatever is labelled while they run", async () => {
  const { studio, commands, fakes } = await opened();
  await commands.runAll();
  const fingerprint = selectDataFingerprint(studio.getState());
  fakes.beforeStudyRun = () => {
    if (fakes.studied.length === 1) commands.labelExamples([0], "lynx");
    return Promise.resolve();
  };
  await commands.runStudy("methods", PLAN);
  expect(selectDataFingerprint(studio.getState())).not.toBe(fingerprint);
  const kept = [...fakes.ledger.values()].filter(({ kind }) => kind === "methods");
  expect(kept.map(({ dataset }) => dataset.fingerprint)).toEqual([fingerprint]);
});

test("a study is finished when no run of its plan is missing, whatever ended it and whoever looks", async () => {
  const { commands, fakes } = await opened();
  const kept = () => [...fakes.ledger.values()].map(({ finished }) => finished);
  fakes.beforeStudyRun = () =>
    fakes.studied.length === 2 ? Promise.reject(new Error("no memory")) : Promise.resolve();
  await commands.runStudy("methods", PLAN);
  expect(kept()).toEqual([false]);
  commands.revealStudy("methods");
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(kept()).toEqual([false]);
  fakes.beforeStudyRun = () => Promise.resolve();
  await commands.runStudy("methods", PLAN);
  expect(kept()).toEqual([true]);
});

test("a study goes on after a lost GPU with what is missing", async () => {
  const { studio, commands, fakes } = await opened();
  let losses = 0;
  fakes.beforeStudyRun = () => {
    if (fakes.studied.length !== 3 || losses > 0) return Promise.resolve();
    losses += 1;
    return Promise.reject(new StudioError("platform/device-lost", "gone"));
  };
  await commands.runStudy("methods", PLAN);
  const { run, record } = studio.getState().studies.methods;
  expect(run.status).toBe("ready");
  expect(record?.runs).toHaveLength(4);
  expect(fakes.studied.slice(2)).toEqual(["ridge 1", "ridge 1", "ridge 2"]);
});

test("further methods of a study that was revealed are covered until the next reveal", async () => {
  const { studio, commands } = await opened();
  await commands.runStudy("methods", { methods: ["ridge"] });
  commands.revealStudy("methods");
  expect(selectStudyTestLabels(studio.getState(), "methods")).not.toBeNull();
  await commands.runStudy("methods", PLAN);
  expect(selectStudyTestLabels(studio.getState(), "methods")).toBeNull();
});

test("a study of images without labels is refused with a sentence", async () => {
  const fakes = createFakes();
  const studio = createStudio();
  const commands = createCommands(studio, fakes.services);
  const files = Array.from({ length: 12 }, (_, i) => ({ path: `${i}.jpg`, sizeBytes: 1 }));
  await commands.openFolder({ ...twoClasses, files });
  await commands.runStudy("methods", PLAN);
  const { run } = studio.getState().studies.methods;
  expect(run.status === "failed" && run.error.code).toBe("dataset/no-labels");
  expect(fakes.studied).toEqual([]);
});
