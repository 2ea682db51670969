/** Captions: every image gets the text that came with it, or what the captioner writes. */

import type { CancelToken, Caption, Dataset, Pools } from "../../pipeline/artifacts.ts";
import { classNameShare } from "../../pipeline/captions/class-name-share.ts";
import { selectPools } from "../selectors/pools.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import type { CaptionsArtifact } from "../slices/captions.ts";
import {
  asFolderChanged,
  loadedDataset,
  recordSeconds,
  runStage,
  type CommandContext,
} from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { onceLoaded } from "./once-loaded.ts";

export async function captionImages(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const dataset = loadedDataset(context);
  const startMs = services.clock();
  const captions = startingCaptions(dataset, studio.getState().captions.captions);
  // Rows of features have no picture to describe.
  const isWritable = dataset.layout !== "feature-files";
  const missing = captions.flatMap((caption, i) => (caption === null && isWritable ? [i] : []));
  const show = studio.getState().patchCaptions;
  let encodedImages = 0;
  await runStage<CaptionsArtifact>(
    context,
    cancel,
    (run) => {
      show({ run, captions: [...captions] });
    },
    async (report) => {
      const { captioner } = services.foundation;
      const loaded = onceLoaded(context, "image", report, cancel);
      let done = captions.length - missing.length;
      await eachInParallel(missing.length, services.foundation.concurrency, cancel, async (k) => {
        const index = missing[k];
        const example = index === undefined ? undefined : dataset.examples[index];
        if (index === undefined || example === undefined) return;
        try {
          let caption = await captioner.stored(example);
          if (caption === null) {
            await loaded();
            caption = await captioner.caption(example, cancel);
            encodedImages += 1;
          }
          captions[index] = caption;
        } catch (error) {
          throw asFolderChanged(error, example.path);
        }
        throwIfCancelled(cancel);
        done += 1;
        report({ label: "Captions", done, total: captions.length });
      });
      const written = captions.flatMap((caption) => (caption === null ? [] : [caption]));
      return {
        artifact: {
          captioner: written.some(({ source }) => source === "tagger") ? captioner.info : null,
          classNameShare: classNameShare(
            captions,
            labelsBeforeReveal(dataset, selectPools(studio.getState())),
            dataset.classNames,
          ),
        },
        madeFrom: selectEmbeddingsKey(studio.getState()),
      };
    },
  );
  if (missing.length > 0) recordSeconds(context, "caption", startMs, encodedImages);
}

/** [N] labels that a statistic may use: those of test images, and of what the split leaves out, stay hidden. */
function labelsBeforeReveal(dataset: Dataset, pools: Pools | null): (number | null)[] {
  return dataset.examples.map(({ label }, i) => {
    const pool = pools?.pool[i];
    return pool === "train" || pool === "validation" ? label : null;
  });
}

/** Captions written earlier stay; a caption that came with the file is taken as it is. */
export function startingCaptions(
  dataset: Dataset,
  existing: readonly (Caption | null)[],
): (Caption | null)[] {
  return dataset.examples.map(({ sidecarCaption }, i) =>
    sidecarCaption === null
      ? (existing[i] ?? null)
      : { text: sidecarCaption, source: "sidecar", words: [] },
  );
}
