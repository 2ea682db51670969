/** Captions: every image gets the text that came with it, or what the captioner writes. */

import type { CancelToken, Caption, Dataset, OnProgress, Pools } from "../../pipeline/artifacts.ts";
import { classNameShare } from "../../pipeline/captions/class-name-share.ts";
import { selectCaptioner } from "../selectors/captioner.ts";
import { selectPools } from "../selectors/pools.ts";
import { selectCaptionerKey, selectCaptionsKey } from "../selectors/sweep-key.ts";
import type { CaptionsArtifact } from "../slices/captions.ts";
import {
  asFolderChanged,
  loadedDataset,
  recordSeconds,
  runStage,
  type CommandContext,
} from "./context.ts";
import { currentCaptioner } from "./current-captioner.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { onceLoaded } from "./once-loaded.ts";
import { captionsToWrite, cleanedUp, dropUnlocked, withEdits } from "./shown-captions.ts";

export async function captionImages(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const dataset = loadedDataset(context);
  const startMs = services.clock();
  dropUnlocked(context);
  const written = startingCaptions(dataset, studio.getState().captions.written).map((caption) =>
    caption?.source === "sidecar" ? cleanedUp(context, caption) : caption,
  );
  const missing = captionsToWrite(studio.getState(), dataset, written);
  const show = studio.getState().patchCaptions;
  let encodedImages = 0;
  await runStage<CaptionsArtifact>(
    context,
    cancel,
    (run) => {
      show({
        run,
        written: [...written],
        captions: withEdits(context, [...written]),
        ...(run.status === "running" ? {} : { writing: null }),
      });
    },
    async (report) => {
      // Class texts may change during the work: what was retrieved belongs to those of its beginning.
      const madeFrom = selectCaptionsKey(studio.getState());
      await writeCaptions(context, cancel, report, written, missing, () => (encodedImages += 1));
      return { artifact: captionsArtifact(context, withEdits(context, written)), madeFrom };
    },
  );
  if (missing.length > 0) recordSeconds(context, "caption", startMs, encodedImages);
}

/** Fills `captions` at the indices `missing`. */
async function writeCaptions(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  captions: (Caption | null)[],
  missing: readonly number[],
  onWritten: () => void,
): Promise<void> {
  const { studio, services } = context;
  const { concurrency } = services.foundation;
  const captioner = currentCaptioner(context, cancel, report);
  const { examples } = loadedDataset(context);
  const captionerKey = selectCaptionerKey(studio.getState());
  const loaded = onceLoaded(context, "captioner", report, cancel);
  let done = captions.length - missing.length;
  await eachInParallel(missing.length, concurrency, cancel, async (k) => {
    const index = missing[k];
    const example = index === undefined ? undefined : examples[index];
    if (index === undefined || example === undefined) return;
    try {
      let caption = await captioner.stored(example);
      if (caption === null) {
        await loaded();
        caption = await captioner.caption(example, cancel, (text) => {
          if (cancel.cancelled) return;
          studio.getState().patchCaptions({ writing: { example: index, text } });
        });
        onWritten();
      }
      captions[index] = { ...cleanedUp(context, caption), captioner: captionerKey };
    } catch (error) {
      throw asFolderChanged(error, example.path);
    }
    throwIfCancelled(cancel);
    done += 1;
    report({ label: "Captions", done, total: captions.length });
  });
}

/** What is said of the captions as a whole, by the present labels. */
export function captionsArtifact(
  context: CommandContext,
  captions: readonly (Caption | null)[],
): CaptionsArtifact {
  const state = context.studio.getState();
  const dataset = loadedDataset(context);
  const captionerKey = selectCaptionerKey(state);
  const written = captions.some((caption) => caption?.captioner === captionerKey);
  return {
    captioner: written ? selectCaptioner(state) : null,
    classNameShare: classNameShare(
      captions,
      labelsBeforeReveal(dataset, selectPools(state)),
      dataset.classNames,
    ),
  };
}

/** [N] labels that a statistic may use: those of test images, and of what the split leaves out, stay hidden. */
export function labelsBeforeReveal(dataset: Dataset, pools: Pools | null): (number | null)[] {
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
    sidecarCaption === null ? (existing[i] ?? null) : asSidecar(sidecarCaption),
  );
}

function asSidecar(text: string): Caption {
  return { text, source: "sidecar", words: [] };
}
