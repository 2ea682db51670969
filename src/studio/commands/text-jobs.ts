/** Jobs of the text workbench that run models: captions by another captioner, two captioners side by side, and agreement with neighbours. */

import { toWireError } from "../../errors.ts";
import type { CancelToken, Caption, OnProgress } from "../../pipeline/artifacts.ts";
import type { Captioner } from "../../pipeline/captions/captioner.ts";
import type { CaptionEdit } from "../../pipeline/captions/caption-edits.ts";
import { classSeparation } from "../../pipeline/captions/class-separation.ts";
import type { CaptionerSource, StudioCommands } from "../commands.ts";
import { selectPools } from "../selectors/pools.ts";
import { selectCaptionerKey } from "../selectors/sweep-key.ts";
import type { ComparedCaptions } from "../slices/texts.ts";
import { labelsBeforeReveal } from "./caption-images.ts";
import { readyArtifact } from "../stage-run.ts";
import {
  asFolderChanged,
  loadedDataset,
  runStage,
  StageFailed,
  type CommandContext,
} from "./context.ts";
import { currentCaptioner } from "./current-captioner.ts";
import { textRows } from "./embed-images.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { chosenCaptioner } from "./model-commands.ts";
import { onceLoaded } from "./once-loaded.ts";
import { runToGraph } from "./run-all.ts";
import { cleanedUp, editOf } from "./shown-captions.ts";
import {
  changeTexts,
  editCommands,
  textFileCommands,
  type EditCommands,
  type TextFileCommands,
} from "./text-commands.ts";

type JobCommands = Pick<
  StudioCommands,
  | "recaptionImages"
  | "compareCaptioners"
  | "takeCompared"
  | "closeComparison"
  | "measureTextAgreement"
  | "embedTexts"
  | "cancelTexts"
>;

export type TextCommands = EditCommands & TextFileCommands & JobCommands;

/** All commands of the workbench. */
export function textCommands(context: CommandContext, settingChanged: () => void): TextCommands {
  return {
    ...editCommands(context, settingChanged),
    ...textFileCommands(context, settingChanged),
    ...textJobCommands(context, settingChanged),
  };
}

function textJobCommands(context: CommandContext, settingChanged: () => void): JobCommands {
  const { studio, services, mainJob } = context;
  return {
    recaptionImages: (examples, captioner) =>
      runTextJob(context, async (report, cancel) => {
        const texts = await writtenBy(context, cancel, report, examples, captioner);
        throwIfCancelled(cancel);
        return takeCaptions(context, settingChanged, examples, texts);
      }),
    compareCaptioners: (examples, first, second) =>
      runTextJob(context, (report, cancel) =>
        compareCaptioners(context, cancel, report, examples, [first, second]),
      ),
    takeCompared: (side) => {
      const { comparison } = studio.getState().texts;
      if (comparison === null) return;
      const { name, captions } = comparison[side];
      const outcome = takeCaptions(context, settingChanged, comparison.examples, {
        name,
        captions,
      });
      studio.getState().patchTexts({ outcome });
    },
    closeComparison: () => studio.getState().patchTexts({ comparison: null }),
    measureTextAgreement: () =>
      runTextJob(context, (report, cancel) => measureAgreement(context, cancel, report)),
    embedTexts: async () => {
      if (mainJob.running()) return;
      try {
        await mainJob.start((cancel) => runToGraph(context, cancel));
      } catch (error) {
        if (!(error instanceof StageFailed)) throw error;
      }
    },
    cancelTexts: () => {
      mainJob.cancel();
      services.foundation.release();
    },
  };
}

/** One at a time, in the slot of the main job, so that no other job finds its captioner exchanged. Does nothing while something runs. */
async function runTextJob(
  context: CommandContext,
  work: (report: OnProgress, cancel: CancelToken) => Promise<string>,
): Promise<void> {
  const { studio, services, mainJob } = context;
  if (mainJob.running()) return;
  const { patchTexts } = studio.getState();
  patchTexts({ outcome: null, error: null });
  try {
    await mainJob.start(async (cancel) => {
      try {
        await runStage<string>(
          context,
          cancel,
          (run) => patchTexts({ run }),
          async (report) => ({ artifact: await work(report, cancel), madeFrom: "" }),
        );
      } finally {
        // Before the next job of the slot begins, which may load models of its own.
        services.foundation.release();
      }
    });
  } catch (error) {
    if (error instanceof StageFailed) return;
    patchTexts({ run: { status: "failed", error: toWireError(error) } });
  }
}

interface WrittenTexts {
  /** Who wrote them. */
  readonly name: string;
  /** In the order of the examples. */
  readonly captions: readonly (Caption | null)[];
}

/** Captions of some images by any captioner; the one that is chosen for runs is back in its place when this ends. */
async function writtenBy(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  indices: readonly number[],
  source: CaptionerSource | "present",
): Promise<WrittenTexts> {
  const { studio, services } = context;
  const { foundation } = services;
  if (source === "present") {
    const { captions } = studio.getState().captions;
    return { name: "Present texts", captions: indices.map((index) => captions[index] ?? null) };
  }
  const captioner = chosenCaptioner(source);
  foundation.choose({ ...studio.getState().models.choice, captioner });
  try {
    return await runCaptioner(
      context,
      cancel,
      report,
      indices,
      currentCaptioner(context, cancel, report, captioner),
    );
  } finally {
    // Read again: the visitor may have chosen another one meanwhile.
    foundation.choose(studio.getState().models.choice);
  }
}

async function runCaptioner(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  indices: readonly number[],
  captioner: Captioner,
): Promise<WrittenTexts> {
  const { concurrency } = context.services.foundation;
  const { examples } = loadedDataset(context);
  const loaded = onceLoaded(context, "captioner", report, cancel);
  const captions: (Caption | null)[] = indices.map(() => null);
  let done = 0;
  await eachInParallel(indices.length, concurrency, cancel, async (k) => {
    const index = indices[k];
    const example = index === undefined ? undefined : examples[index];
    if (example === undefined) return;
    try {
      let caption = await captioner.stored(example);
      if (caption === null) {
        await loaded();
        caption = await captioner.caption(example, cancel);
      }
      captions[k] = cleanedUp(context, caption);
    } catch (error) {
      throw asFolderChanged(error, example.path);
    }
    throwIfCancelled(cancel);
    done += 1;
    report({ label: `Captions by ${captioner.info.name}`, done, total: indices.length });
  });
  return { name: captioner.info.name, captions };
}

/** Unlocked, so that another captioner may follow; locked captions stay. @returns what came of it */
function takeCaptions(
  context: CommandContext,
  settingChanged: () => void,
  indices: readonly number[],
  { name, captions }: WrittenTexts,
): string {
  const state = context.studio.getState();
  const { examples } = loadedDataset(context);
  const key = selectCaptionerKey(state);
  const wanted = new Map<string, CaptionEdit>();
  let locked = 0;
  indices.forEach((index, k) => {
    const caption = captions[k] ?? null;
    const path = examples[index]?.path;
    if (caption === null || path === undefined) return;
    if (state.texts.edits.get(path)?.locked === true) locked += 1;
    else if (caption.text !== state.captions.captions[index]?.text) {
      wanted.set(path, editOf(caption, false, key));
    }
  });
  changeTexts(context, settingChanged, `Captions by ${name}`, wanted);
  const kept = locked === 0 ? "" : ` Locked captions stay: ${locked}.`;
  return `${name} changed ${wanted.size} of ${indices.length} captions.${kept}`;
}

async function compareCaptioners(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  examples: readonly number[],
  sources: readonly [CaptionerSource | "present", CaptionerSource],
): Promise<string> {
  const [one, other] = sources;
  const first = await writtenBy(context, cancel, report, examples, one);
  const second = await writtenBy(context, cancel, report, examples, other);
  const comparison = {
    examples,
    textEncoder: context.services.foundation.textEncoder.info.name,
    first: await measured(context, cancel, report, examples, first),
    second: await measured(context, cancel, report, examples, second),
  };
  throwIfCancelled(cancel);
  context.studio.getState().patchTexts({ comparison });
  return `${first.name} and ${second.name} were compared on ${examples.length} images.`;
}

async function measured(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  indices: readonly number[],
  { name, captions }: WrittenTexts,
): Promise<ComparedCaptions> {
  const texts = captions.map((caption) => caption?.text ?? null);
  const rows = await textRows(context, cancel, report, texts, context.embeddedTexts);
  const labels = labelsBeforeReveal(loadedDataset(context), selectPools(context.studio.getState()));
  const separation = classSeparation(
    rows,
    indices.map((index) => labels[index] ?? null),
  );
  return { name, captions, separation };
}

async function measureAgreement(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<string> {
  const { studio, services } = context;
  const { embeddings: stage, captions } = studio.getState();
  const embeddings = readyArtifact(stage.run);
  if (embeddings === null) throw new TypeError("agreement needs vectors");
  const present = captions.captions.map((caption) => caption?.text ?? null);
  // Imported vectors were not made here: their texts are the present ones.
  const texts = context.embeddedTexts?.texts ?? present;
  const values = await services.graph.textAgreement(embeddings, report, cancel);
  throwIfCancelled(cancel);
  studio.getState().patchTexts({ agreement: { values, texts } });
  return "Texts were compared with those of similar images.";
}
