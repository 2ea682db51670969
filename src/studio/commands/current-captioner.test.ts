/** Captions that are retrieved with both encoders: which text, from what, and when it cannot be. */

import { describe, expect, it } from "vitest";
import { cosineSimilarity } from "../../numeric/cosine-similarity.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { selectClassTextBank } from "../selectors/captioner.ts";
import { selectDataset } from "../selectors/pools.ts";
import { selectStages } from "../selectors/stage-status.ts";
import type { Studio } from "../store.ts";
import { studioWithFolder } from "./fake-run.ts";
import { createFakes, twoClasses, type Fakes } from "./fake-services.ts";

async function opened(space?: string) {
  const made = await studioWithFolder(createFakes(space));
  made.commands.chooseCaptioner("class-texts");
  return made;
}

/** The text of the bank that the encoders put nearest to an image. */
async function nearest({ services }: Fakes, studio: Studio, index: number): Promise<string> {
  const { imageEncoder, textEncoder } = services.foundation;
  const { token } = createCancelToken();
  const example = selectDataset(studio.getState())?.examples[index];
  if (example === undefined) throw new RangeError(`no image ${index}`);
  const image = await imageEncoder.embed(example, token);
  const bank = selectClassTextBank(studio.getState());
  const cosines = await Promise.all(
    bank.map(async (text) => cosineSimilarity(image, await textEncoder.embed(text, token))),
  );
  return bank[cosines.indexOf(Math.max(...cosines))]!;
}

describe("the nearest class text", () => {
  it("is the caption of every image, with no captioner run, and follows the prompts", async () => {
    const { fakes, studio, commands } = await opened("shared");
    await commands.runAll();
    const { captions, run } = studio.getState().captions;
    expect(run).toMatchObject({ artifact: { captioner: { name: "Nearest class text" } } });
    for (const [i, caption] of captions.entries()) {
      expect(caption).toMatchObject({
        source: "retrieved",
        text: await nearest(fakes, studio, i),
      });
    }
    expect(new Set(captions.map((caption) => caption?.text)).size).toBeGreaterThan(1);
    expect(fakes.captioned).toEqual([]);

    commands.setClassPrompts(["{} or not"]);
    const stages = selectStages(studio.getState());
    expect(stages.find(({ name }) => name === "captions")?.state).toBe("stale");
    await commands.runAll();
    expect(studio.getState().captions.captions[0]?.text).toMatch(/ or not$/);
  });

  it("is refused where an image and a text cannot be compared", async () => {
    const { studio, commands } = await opened();
    await commands.runAll();
    expect(studio.getState().captions.run).toMatchObject({
      status: "failed",
      error: { code: "captions/no-class-texts" },
    });
    commands.chooseCaptioner("tagger");
    await commands.runAll();
    expect(studio.getState().evaluation.run.status).toBe("ready");
  });

  it("is left for Run where a visit begins with it", async () => {
    const { fakes, studio, commands } = await opened();
    await commands.openFolder(twoClasses);
    const { captions, evaluation } = studio.getState();
    expect([captions.run.status, evaluation.run.status]).toEqual(["idle", "idle"]);
    expect(fakes.captioned).toEqual([]);
  });

  it("can stand beside another captioner while that one is chosen", async () => {
    const { fakes, studio, commands } = await opened("shared");
    commands.chooseCaptioner("tagger");
    await commands.runAll();
    await commands.recaptionImages([0], "class-texts");
    expect(studio.getState().captions.captions[0]?.text).toBe(await nearest(fakes, studio, 0));
    expect(studio.getState().captions.captioner?.id).toBe("tagger");
  });
});
