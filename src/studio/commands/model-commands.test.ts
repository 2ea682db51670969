/** Another model or rule: what runs is stopped, what depends on it is made anew, and nothing is called by a name that is not its own. */

import { beforeEach, expect, it, vi } from "vitest";
import { StudioError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import type { ModelOffer } from "../model-ports.ts";
import { selectStages } from "../selectors/stage-status.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import type { Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { studioWithFolder } from "./fake-run.ts";
import { twoClasses, type Fakes } from "./fake-services.ts";

let fakes: Fakes;
let studio: Studio;
let commands: StudioCommands;

beforeEach(async () => {
  ({ fakes, studio, commands } = await studioWithFolder());
  fakes.stored = new Map();
});

const stateOf = (stage: string): string | undefined =>
  selectStages(studio.getState()).find(({ name }) => name === stage)?.state;
const texts = (): (string | undefined)[] =>
  studio.getState().captions.captions.map((caption) => caption?.text);

/** The commands anew, over models that answer so. */
function commandsWith(models: Partial<Fakes["services"]["models"]>): void {
  const { services } = fakes;
  commands = createCommands(studio, { ...services, models: { ...services.models, ...models } });
}

it("a rule that changes while captions are written stops them, and Run goes on by the new rule", async () => {
  let begun: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => (begun = resolve));
  fakes.beforeCaption = () => {
    begun();
    return new Promise((resolve) => setTimeout(resolve, 5));
  };
  const run = commands.runAll();
  await hold;
  commands.setCaptioner({ maskClassNames: true });
  await run;
  expect(stateOf("captions")).toBe("cancelled");
  await commands.runAll();
  expect(stateOf("captions")).toBe("ready");
  expect(texts().every((text) => text?.includes("object"))).toBe(true);
  expect(studio.getState().captions.captions.every((caption) => (caption?.masked ?? 0) > 0)).toBe(
    true,
  );
});

it("a study on stale captions writes them anew before it embeds them", async () => {
  await commands.runAll();
  const before = texts();
  commands.setCaptioner({ maskClassNames: true });
  expect([stateOf("captions"), stateOf("embeddings")]).toEqual(["stale", "stale"]);
  await commands.runStudy("methods", { methods: ["linear-probe"] });
  expect(texts()).not.toEqual(before);
  expect([stateOf("captions"), stateOf("embeddings")]).toEqual(["ready", "ready"]);
});

it("a chosen model that is deleted gives way to the embedded ones", async () => {
  const { foundation } = fakes.services;
  const choose = vi.spyOn(foundation, "choose");
  const ref = { id: "owner/clip", revision: "main", dtype: "fp32" } as const;
  const model = { ref, family: "clip", name: "CLIP", licence: "mit", dimension: 4 } as const;
  const stored = { ...model, roles: [], bytes: 1, complete: true } as const;
  commands.chooseEncoder("image-encoder", stored);
  commands.chooseEncoder("text-encoder", stored);
  await commands.removeModel({ ...ref, dtype: "q8" });
  expect(studio.getState().models.choice.imageEncoder?.ref).toEqual(ref);
  await commands.removeModel(ref);
  expect(studio.getState().models.choice).toMatchObject({ imageEncoder: null, textEncoder: null });
  // What runs is what is shown.
  expect(choose).toHaveBeenLastCalledWith(studio.getState().models.choice);
});

it("images run through an encoder that is chosen, though vectors of them by another are at hand", async () => {
  await commands.runAll();
  const { foundation } = fakes.services;
  const { imageEncoder } = foundation;
  const other = {
    ...imageEncoder,
    info: { ...imageEncoder.info, id: "other" },
    stored: () => Promise.resolve(null),
    embed: () => Promise.resolve(new Float32Array(imageEncoder.info.dimension).fill(0.25)),
  };
  Object.defineProperty(foundation, "imageEncoder", { value: other });
  commands.chooseEncoder("image-encoder", null);
  fakes.encoded.length = 0;
  await commands.runAll();
  const { run } = studio.getState().embeddings;
  if (run.status !== "ready") throw new Error(run.status);
  expect(run.artifact.imageEncoder.id).toBe("other");
  expect(new Set(run.artifact.image.values)).toEqual(new Set([0.25]));
  // The texts' encoder is the one they ran through.
  expect(fakes.encoded).toEqual([]);
});

it("captions that came with the files are masked like the others, and come back when the rule is off", async () => {
  const rows = twoClasses.files.map(({ path }) => {
    const name = path.slice(0, 3);
    return `${path},${name},the ${name} sits`;
  });
  const services = {
    ...fakes.services,
    folder: {
      ...fakes.services.folder,
      readText: () => Promise.resolve(["file,label,caption", ...rows].join("\n")),
    },
  };
  commands = createCommands(studio, services);
  const files = [...twoClasses.files, { path: "labels.csv", sizeBytes: 1 }];
  await commands.openFolder({ ...twoClasses, files });
  await commands.runAll();
  const key = selectEmbeddingsKey(studio.getState());
  expect(new Set(texts())).toEqual(new Set(["the cat sits", "the dog sits"]));
  commands.setCaptioner({ maskClassNames: true });
  await commands.runAll();
  expect(new Set(texts())).toEqual(new Set(["the object sits"]));
  commands.setCaptioner({ maskClassNames: false });
  expect(selectEmbeddingsKey(studio.getState())).toBe(key);
  await commands.runAll();
  expect(new Set(texts())).toEqual(new Set(["the cat sits", "the dog sits"]));
});

it("the hub is named before storage was read, so that nothing takes the place of an address that is being typed", async () => {
  let answer: () => void = () => undefined;
  const held = new Promise<readonly []>((resolve) => (answer = () => resolve([])));
  const { models } = fakes.services;
  commands = createCommands(studio, {
    ...fakes.services,
    models: { ...models, list: () => held },
  });
  const refreshed = commands.refreshModels();
  expect(studio.getState().models.hubAddress).toBe("https://hub.test");
  answer();
  await refreshed;
});

it("a model that is deleted is not said to be stored any more", async () => {
  const offer = folderOffer();
  const [plan] = offer.plans;
  if (plan === undefined) throw new TypeError("no plan");
  commandsWith({
    readFolder: () => Promise.resolve([offer]),
    download: () => Promise.resolve(),
    remove: () => Promise.resolve(),
    refreshed: (one) => Promise.resolve({ ...one, storedBytes: [0], storedWhole: [false] }),
  });
  await commands.openModelFolder([]);
  await commands.downloadModel(plan);
  expect(studio.getState().models.download?.status).toBe("done");
  await commands.removeModel(plan.ref);
  expect(studio.getState().models).toMatchObject({
    download: null,
    offer: { status: "known", offer: { storedBytes: [0], storedWhole: [false] } },
  });
});

it("a look-up leaves the error of an earlier download behind", async () => {
  const [plan] = folderOffer().plans;
  if (plan === undefined) throw new TypeError("no plan");
  await commands.downloadModel(plan);
  expect(studio.getState().models.download?.status).toBe("failed");
  await commands.lookUpModel("o/other");
  expect(studio.getState().models.download).toBeNull();
});

it("a folder that is still being read gives way to what is asked for after it", async () => {
  const offer = folderOffer();
  let answer: (offers: ModelOffer[]) => void = () => undefined;
  commandsWith({
    describe: () => Promise.reject(new StudioError("models/not-found", "no such model")),
    readFolder: () => new Promise((resolve) => (answer = resolve)),
  });
  const reading = commands.openModelFolder([]);
  await commands.lookUpModel("o/other");
  answer([offer]);
  await reading;
  expect(studio.getState().models.offer).toMatchObject({ status: "failed", id: "o/other" });
});

it("a model of a folder whose copy fails stays shown from the folder, and no hub is asked about it", async () => {
  const asked: string[] = [];
  const offer = folderOffer();
  commandsWith({
    describe: (id) => {
      asked.push(id);
      return Promise.reject(new Error("asked"));
    },
    readFolder: () => Promise.resolve([offer]),
    refreshed: (one) => Promise.resolve({ ...one, storedBytes: [3] }),
  });
  await commands.openModelFolder([{ path: "o/m/config.json", blob: new Blob(["{}"]) }]);
  const [plan] = offer.plans;
  if (plan === undefined) throw new TypeError("no plan");
  await commands.downloadModel(plan);
  expect(studio.getState().models.download?.status).toBe("failed");
  expect(studio.getState().models.offer).toMatchObject({
    status: "known",
    offer: { host: null, storedBytes: [3] },
  });
  expect(asked).toEqual([]);
  await commands.askHub("o/m");
  expect(studio.getState().models.offer).toMatchObject({
    status: "failed",
    error: { code: "models/offline" },
  });
});

it("an offer that cannot be read again after a download stays shown, and the page says why", async () => {
  const offer = folderOffer();
  commandsWith({
    download: () => Promise.resolve(),
    refreshed: () => Promise.reject(new StudioError("storage/unavailable", "gone")),
  });
  commands.showFolderModel(offer);
  const [plan] = offer.plans;
  if (plan === undefined) throw new TypeError("no plan");
  await commands.downloadModel(plan);
  expect(studio.getState().models).toMatchObject({
    download: { status: "done" },
    offer: { status: "known", offer },
    error: { code: "storage/unavailable" },
  });
});

it("storage that cannot be read says why until it can be", async () => {
  const { models } = fakes.services;
  let refused = true;
  const list = (): Promise<readonly []> =>
    refused
      ? Promise.reject(new StudioError("storage/unavailable", "refused"))
      : Promise.resolve([]);
  commands = createCommands(studio, { ...fakes.services, models: { ...models, list } });
  await commands.refreshModels();
  // Another hub clears what the dialog was told before, and not this.
  commands.setHubAddress("https://other.test");
  expect(studio.getState().models).toMatchObject({
    stored: null,
    storageError: { code: "storage/unavailable" },
  });
  refused = false;
  await commands.refreshModels();
  expect(studio.getState().models).toMatchObject({ stored: [], storageError: null });
});

function folderOffer(): ModelOffer {
  const ref = { id: "o/m", revision: "local-1", dtype: "fp32" } as const;
  const files = [{ path: "config.json", bytes: 9, sha256: null }];
  const facts = { family: "dinov2", roles: ["image-encoder"], dimension: 2 } as const;
  return {
    listing: { id: ref.id, revision: ref.revision, licence: null, files },
    ...facts,
    plans: [{ ref, ...facts, licence: null, files }],
    storedBytes: [0],
    storedWhole: [false],
    host: null,
    outlook: { halfFloats: false, freeBytes: null, rate: null },
  };
}
