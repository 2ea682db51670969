/** Captioners on request: what they change, what stays, and what their comparison may know. */

import { beforeEach, describe, expect, it } from "vitest";
import { cosineSimilarity } from "../../numeric/cosine-similarity.ts";
import { Cancelled } from "../../pipeline/artifacts.ts";
import type { StudioCommands } from "../commands.ts";
import type { StoredModel } from "../model-ports.ts";
import { selectDataset, selectPools } from "../selectors/pools.ts";
import { selectTextRows } from "../selectors/text-rows.ts";
import type { Studio } from "../store.ts";
import { studioThatRan } from "./fake-run.ts";
import type { Fakes } from "./fake-services.ts";

const model = (id: string): StoredModel => ({
  ref: { id, revision: "main", dtype: "fp32" },
  family: "vit-gpt2",
  roles: ["captioner"],
  dimension: 0,
  bytes: 1,
  complete: true,
  licence: "test",
});

describe("captioners on request", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;
  const textAt = (i: number): string | undefined => studio.getState().captions.captions[i]?.text;

  beforeEach(async () => {
    ({ fakes, studio, commands } = await studioThatRan());
  });

  it("write the selected captions, leave locked ones, and leave the choice for runs alone", async () => {
    commands.editCaption(1, "mine");
    const before = textAt(0);
    await commands.recaptionImages([1, 2], model("a/writer"));
    expect([textAt(0), textAt(1)]).toEqual([before, "mine"]);
    expect(textAt(2)).toBe(`a/writer sees ${selectTextRows(studio.getState())[2]?.path ?? ""}`);
    expect(studio.getState().texts.run).toMatchObject({
      status: "ready",
      artifact: "a/writer changed 1 of 2 captions. Locked captions stay: 1.",
    });
    expect(fakes.captioner).toBeNull();
    expect(studio.getState().captions.captioner?.id).toBe("tagger");
    // A run of the same captioner as before keeps them.
    await commands.runAll();
    expect(textAt(2)).toMatch(/^a\/writer sees/);
    await commands.recaptionImages([2], model("b/writer"));
    expect(textAt(2)).toMatch(/^b\/writer sees/);
    commands.undoTexts();
    expect(textAt(2)).toMatch(/^a\/writer sees/);
  });

  it("are cleaned when they are written, and no rule that changes later touches what was taken over", async () => {
    const said = "The image shows a cat a cat";
    fakes.services.foundation.choose({ ...studio.getState().models.choice });
    const { tagger } = fakes.services.foundation;
    Object.defineProperty(fakes.services.foundation, "captioner", {
      value: {
        ...tagger,
        caption: () => Promise.resolve({ text: said, source: "model", words: [] }),
      },
    });
    commands.setCaptioner({ dropBoilerplate: true, dropRepeats: false });
    await commands.recaptionImages([0], model("a/writer"));
    expect(textAt(0)).toBe("a cat a cat");
    commands.setCaptioner({ dropRepeats: true });
    expect(textAt(0)).toBe("a cat a cat");
    commands.editCaption(1, "x");
    expect(textAt(0)).toBe("a cat a cat");
  });

  it("that were cancelled change nothing, and the choice is back", async () => {
    const before = studio.getState().captions.captions;
    const { foundation } = fakes.services;
    let seen: string | null = "";
    Object.defineProperty(foundation, "load", {
      value: () => {
        seen = fakes.captioner;
        commands.cancelTexts();
        return Promise.reject(new Cancelled());
      },
    });
    await commands.recaptionImages([0, 1], model("a/writer"));
    expect(seen).toBe("a/writer");
    expect(fakes.captioner).toBeNull();
    expect(studio.getState().texts.run.status).toBe("cancelled");
    expect(studio.getState().captions.captions).toBe(before);
  });

  it("that fail say why, and the choice is back", async () => {
    Object.defineProperty(fakes.services.foundation, "load", {
      value: () => Promise.reject(new Error("out of memory")),
    });
    await commands.recaptionImages([0], model("a/writer"));
    expect(studio.getState().texts.run).toMatchObject({
      status: "failed",
      error: { code: "platform/internal", message: "out of memory" },
    });
    expect(fakes.captioner).toBeNull();
  });

  it("are compared by the cosines of training and validation images alone", async () => {
    const { length } = selectTextRows(studio.getState());
    const all = Array.from({ length }, (_, i) => i);
    await commands.compareCaptioners(all, "present", model("a/writer"));
    const { comparison } = studio.getState().texts;
    const dataset = selectDataset(studio.getState());
    const pools = selectPools(studio.getState());
    if (comparison === null || dataset === null || pools === null) throw new Error("none");
    expect(comparison.first.captions.map((caption) => caption?.text)).toEqual(all.map(textAt));
    expect(comparison.second.captions[3]?.text).toMatch(/^a\/writer sees/);

    const known = all.filter((i) => ["train", "validation"].includes(pools.pool[i] ?? ""));
    expect(known.length).toBeLessThan(length);
    expect(comparison.second.separation.examples).toBe(known.length);
    const { textEncoder } = fakes.services.foundation;
    const vectors = await Promise.all(
      comparison.second.captions.map((caption) =>
        textEncoder.embed(caption?.text ?? "", {
          cancelled: false,
          onCancel: () => () => undefined,
        }),
      ),
    );
    const cosines: number[] = [];
    for (const i of known) {
      for (const j of known) {
        const same = dataset.examples[i]?.label === dataset.examples[j]?.label;
        if (i < j && same) cosines.push(cosineSimilarity(vectors[i] ?? [], vectors[j] ?? []));
      }
    }
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    expect(comparison.second.separation.sameClass).toBeCloseTo(mean, 5);
    // Nothing was changed by looking.
    expect(studio.getState().texts.edits.size).toBe(0);
    commands.takeCompared("second");
    expect(studio.getState().texts.outcome).toBe(
      `a/writer changed ${length} of ${length} captions.`,
    );
    expect(textAt(3)).toBe(comparison.second.captions[3]?.text);
    commands.takeCompared("first");
    expect(textAt(3)).toBe(comparison.first.captions[3]?.text);
  });

  it("do not embed again what the present vectors hold", async () => {
    fakes.encoded.length = 0;
    await commands.compareCaptioners([0, 1], "present", model("a/writer"));
    expect(fakes.encoded).toHaveLength(2);
    expect(fakes.encoded.every((text) => text.startsWith("a/writer sees"))).toBe(true);
  });

  it("measure agreement from the present vectors, and forget it for a text that changed", async () => {
    await commands.measureTextAgreement();
    const { agreement } = studio.getState().texts;
    if (agreement === null) throw new Error("not measured");
    // One text far from all others.
    const values = agreement.values.map((_, i) => (i === 4 ? -1 : 0.5 + i / 1000));
    studio.getState().patchTexts({ agreement: { ...agreement, values } });
    const flags = () => selectTextRows(studio.getState())[4]?.flags;
    expect(flags()).toContain("differs");
    commands.editCaption(4, "mended");
    expect(flags()).not.toContain("differs");
  });

  it("wait while something else runs", async () => {
    fakes.beforeTraining = () => new Promise((resolve) => setTimeout(resolve, 5));
    commands.setTraining({ epochs: 3 });
    const run = commands.runAll();
    await commands.recaptionImages([0], model("a/writer"));
    expect(studio.getState().texts.run.status).toBe("idle");
    await run;
    expect(studio.getState().evaluation.run.status).toBe("ready");
  });
});
