/** The adapter that is used after training: kept, asked for one more example, saved; in Node with fake files, encoders and trainer. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { inductiveAttachment } from "../../pipeline/evaluation/inductive-attachment.ts";
import { syntheticSample } from "../../pipeline/evaluation/synthetic-sample.ts";
import type { StudioCommands } from "../commands.ts";
import { selectCurrentAdapter } from "../selectors/trained-adapter.ts";
import type { NewExample, PhotoSource } from "../services.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, twoClasses, type Fakes } from "./fake-services.ts";

const photoOf = (name: string): PhotoSource => ({
  name,
  read: () => Promise.resolve({ path: `/new-photo/${name}`, contentHash: `hash of ${name}` }),
});
const photo = (name: string, caption = ""): NewExample => ({
  kind: "photo",
  name,
  photo: photoOf(name),
  caption,
});
const numbers = (values: ArrayLike<number>) => ({
  path: "Pasted numbers",
  bytes: new TextEncoder().encode(Array.from(values).join(" ")),
});

describe("the adapter that is kept", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;

  beforeEach(async () => {
    fakes = createFakes();
    studio = createStudio();
    commands = createCommands(studio, fakes.services);
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [3, 1] });
    commands.setThresholdCount(3);
    await commands.runAll();
    commands.setThreshold(0.25);
  });

  const kept = () => studio.getState().trainedAdapter;
  const predicted = () => {
    const { prediction } = kept();
    return prediction?.run.status === "ready" ? prediction.run.artifact : null;
  };

  it("is of the shown seed at the present τ, and trained once", async () => {
    await commands.trainKeptAdapter();
    await commands.trainKeptAdapter();
    expect(fakes.adapters).toEqual(["3 0.25"]);
    const adapter = selectCurrentAdapter(studio.getState());
    expect(adapter).toMatchObject({ runSeed: 3, threshold: 0.25, classNames: ["cat", "dog"] });
    expect(adapter?.imageDimension).toBe(6);
    expect(adapter?.means.image).toHaveLength(6);
  });

  it("is another one after τ or a setting moves, and comes back with them", async () => {
    await commands.trainKeptAdapter();
    commands.setThreshold(0.5);
    expect(selectCurrentAdapter(studio.getState())).toBeNull();
    commands.setThreshold(0.25);
    expect(selectCurrentAdapter(studio.getState())).not.toBeNull();
    commands.setAdapter({ residual: false });
    expect(selectCurrentAdapter(studio.getState())).toBeNull();
    await commands.trainKeptAdapter();
    expect(selectCurrentAdapter(studio.getState())?.settings.residual).toBe(false);
  });

  it("predicts a photo through the data set's models, trains for the first only, and joins it at τ", async () => {
    await commands.predictExample(photo("new.jpg"));
    const adapter = selectCurrentAdapter(studio.getState());
    const first = predicted();
    if (adapter === null || first === null) throw new Error("no prediction");
    expect(first.caption?.text).toBe("a photo of /new-photo/new.jpg");
    expect(first.attachment).toEqual(inductiveAttachment(adapter, first.row));
    expect(first.attachment.neighbours.every(({ similarity }) => similarity > 0.25)).toBe(true);
    expect(kept().prediction?.run).toMatchObject({ madeFrom: adapter.fingerprint });

    await commands.predictExample(photo("other.jpg", " a cat on a mat "));
    expect(predicted()?.caption).toMatchObject({ text: "a cat on a mat", source: "sidecar" });
    expect(kept().prediction?.name).toBe("other.jpg");
    expect(fakes.adapters).toEqual(["3 0.25"]);
  });

  it("masks class names in a typed caption as in those that it was trained on", async () => {
    commands.setCaptioner({ maskClassNames: true });
    await commands.runAll();
    await commands.predictExample(photo("new.jpg", "a cat on a mat"));
    expect(predicted()?.caption).toMatchObject({ text: "a object on a mat", masked: 1 });
    expect(fakes.encoded.at(-1)).toBe("a object on a mat");
  });

  it("makes neither caption nor text vector where the adapter reads images only", async () => {
    commands.setFeatures({ modalityWeight: 0 });
    const before = fakes.captioned.length;
    await commands.predictExample(photo("new.jpg"));
    expect(fakes.captioned).toHaveLength(before);
    expect(predicted()).toMatchObject({ caption: null, row: { text: null } });
  });

  it("predicts the last example again when the adapter of another τ is trained", async () => {
    await commands.predictExample(photo("new.jpg"));
    commands.setThreshold(-1.01);
    await commands.trainKeptAdapter();
    const training = selectCurrentAdapter(studio.getState())?.trainingRows.examples.length;
    expect(predicted()?.attachment.neighbours).toHaveLength(training ?? -1);
  });

  it("says of a broken photo what is wrong with it, and trains nothing for it", async () => {
    const broken = {
      name: "x.jpg",
      read: () => Promise.reject(new StudioError("dataset/not-an-image", "It is a text.")),
    };
    await commands.predictExample({ kind: "photo", name: "x.jpg", photo: broken, caption: "" });
    expect(kept().prediction).toEqual({
      name: "x.jpg",
      run: {
        status: "failed",
        error: { code: "dataset/not-an-image", message: "It is a text.", details: {} },
      },
    });
    expect(fakes.adapters).toEqual([]);
  });

  it("hands a failure of training on, and a cancellation leaves both cancelled", async () => {
    fakes.beforeTraining = () => Promise.reject(new StudioError("training/diverged", "NaN"));
    await commands.predictExample(photo("new.jpg"));
    expect(kept().run).toMatchObject({ status: "failed", error: { code: "training/diverged" } });
    expect(kept().prediction?.run).toMatchObject({ error: { code: "training/diverged" } });

    let release: () => void = () => undefined;
    fakes.beforeTraining = () => new Promise((resolve) => (release = resolve));
    const waiting = commands.predictExample(photo("new.jpg"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    commands.cancelAdapter();
    release();
    await waiting;
    expect(kept().run.status).toBe("cancelled");
    expect(kept().prediction?.run.status).toBe("cancelled");
  });

  it("goes on with new workers after one has died", async () => {
    let losses = 1;
    fakes.beforeTraining = () => {
      losses -= 1;
      return losses === 0
        ? Promise.reject(new StudioError("platform/worker-crashed", "gone"))
        : Promise.resolve();
    };
    await commands.trainKeptAdapter();
    expect(selectCurrentAdapter(studio.getState())).not.toBeNull();
  });

  it("is saved as a file, trained for it where it is missing", async () => {
    const file = await commands.exportAdapter();
    const fingerprint = selectCurrentAdapter(studio.getState())?.fingerprint;
    expect(file?.path).toBe("photos.zip");
    expect(new TextDecoder().decode(file?.bytes)).toBe(fingerprint);
    expect(fakes.adapters).toEqual(["3 0.25"]);
  });

  it("is forgotten with the data it was trained on", async () => {
    await commands.predictExample(photo("new.jpg"));
    await commands.openFolder(twoClasses);
    expect(kept()).toEqual({ run: { status: "idle" }, prediction: null });
  });
});

describe("a row of features", () => {
  it("is attached as a test row of the same numbers is, and refused when its length differs", async () => {
    const fakes = createFakes();
    const studio = createStudio();
    const commands = createCommands(studio, fakes.services);
    const features = syntheticSample(1);
    await commands.openFeatures(features);
    const { dimension, values } = features.embeddings.image;
    const image = values.slice(-dimension);
    await commands.predictExample({
      kind: "features",
      name: "row",
      image: numbers(image),
      text: null,
    });
    const { run } = studio.getState().trainedAdapter.prediction ?? { run: null };
    if (run?.status !== "ready") throw new Error("no prediction");
    expect(run.artifact.row).toEqual({ image, text: null });

    await commands.predictExample({
      kind: "features",
      name: "row",
      image: numbers([1, 2]),
      text: null,
    });
    expect(studio.getState().trainedAdapter.prediction?.run).toMatchObject({
      status: "failed",
      error: {
        code: "embeddings/row-mismatch",
        message: "Pasted numbers holds 2 numbers; image features of this data set have 48.",
      },
    });
  });
});
