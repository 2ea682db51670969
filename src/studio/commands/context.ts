/** What every command works with, and the small steps they share. */

import { StudioError, toWireError, type WireError } from "../../errors.ts";
import {
  Cancelled,
  type CancelToken,
  type Dataset,
  type Embeddings,
  type OnProgress,
} from "../../pipeline/artifacts.ts";
import type { ClassTexts } from "../../pipeline/embeddings/class-texts.ts";
import type { ReadFolder } from "../../pipeline/dataset/assemble-dataset.ts";
import { selectDataset } from "../selectors/pools.ts";
import type { RecordedSweep, Services } from "../services.ts";
import type { RunningProgress, StageRun } from "../stage-run.ts";
import type { Studio } from "../store.ts";
import type { FeatureGraph } from "../slices/graph.ts";
import type { StudyName } from "../slices/studies.ts";
import type { JobSlot } from "./job.ts";
import type { Latest } from "./latest.ts";
import { createProgressMeter } from "./progress-meter.ts";

export interface EmbeddedTexts {
  readonly embeddings: Embeddings;
  /** [N]; null for a row without a text. */
  readonly texts: readonly (string | null)[];
}

export interface CommandContext {
  readonly studio: Studio;
  readonly services: Services;
  /** Opening a folder, or the stages in turn. */
  readonly mainJob: JobSlot;
  /** Rebuilding the graph after a setting changed. */
  readonly graphJob: JobSlot;
  /** UMAP, which nothing waits for. */
  readonly layoutJob: JobSlot;
  /** The run that the slider's rest starts. */
  readonly liveJob: JobSlot;
  /** What the diagnostics measure. */
  readonly diagnosticsJob: JobSlot;
  /** The adapter that is kept to be used. */
  readonly adapterJob: JobSlot;
  /** One more example that it is asked for. */
  readonly predictionJob: JobSlot;
  /** One study of a kind at a time. */
  readonly studyJobs: Readonly<Record<StudyName, JobSlot>>;
  readonly latestFeatureGraph: Latest<FeatureGraph>;
  /** Images and class texts by ConSE, which take a pass of the models to make. */
  readonly latestClassTexts: Latest<ClassTexts | null>;
  /** The vectors that were there last, with the text of each row, so that only other texts are embedded; null before there are any. */
  embeddedTexts: EmbeddedTexts | null;
  /** Sweeps that came with the loaded sample; empty for a folder. */
  recordedSweeps: readonly RecordedSweep[];
  /** Fingerprint of the data that they were made from; an added label, an edited text or another model makes other data of it. */
  recordedData: string;
  /** What was read of the opened folder, so that another layout needs no second reading; null for the sample. */
  opened: ReadFolder | null;
  /** Key of the sweep that runs; null when none does. */
  sweeping: string | null;
  /** Ends with the study that has the workers and all that wait for them; null where there is none. */
  studyTurn: Promise<void> | null;
  /** Run has begun and is not at its end, also where it waits for a folder. */
  unfinished: boolean;
  /** While a kept run is trained again no other run may take its workers. */
  replaying: boolean;
}

/** @throws TypeError when a command that needs data runs without any */
export function loadedDataset(context: CommandContext): Dataset {
  const dataset = selectDataset(context.studio.getState());
  if (dataset === null) throw new TypeError("no data set is loaded");
  return dataset;
}

/** Often enough to look alive, seldom enough to leave the page to the visitor. */
const REPORT_EVERY_MS = 120;

/**
 * Runs one stage: shows it running, then ready, cancelled or failed. A failure is shown in the stage and thrown on as `StageFailed`,
 * which ends the chain without being shown twice.
 */
export async function runStage<Artifact>(
  context: CommandContext,
  cancel: CancelToken,
  show: (run: StageRun<Artifact>) => void,
  work: (report: OnProgress) => Promise<{ artifact: Artifact; madeFrom: string }>,
): Promise<void> {
  const meter = createProgressMeter(context.services.clock);
  let progress: RunningProgress = meter.at("Starting", 0, 0);
  let shownAt = Number.NEGATIVE_INFINITY;
  let ended = false;
  const report: OnProgress = ({ label, done, total }) => {
    if (ended || cancel.cancelled) return;
    const time = context.services.clock();
    const labelChanged = label !== progress.label;
    progress = meter.at(label, done, total);
    if (!labelChanged && done < total && time - shownAt < REPORT_EVERY_MS) return;
    shownAt = time;
    show({ status: "running", progress });
  };
  show({ status: "running", progress });
  const forget = cancel.onCancel(() => {
    show({ status: "cancelled", progress });
  });
  try {
    const made = await work(report);
    ended = true;
    if (cancel.cancelled) throw new Cancelled();
    show({ status: "ready", ...made });
  } catch (error) {
    ended = true;
    if (error instanceof Cancelled || cancel.cancelled) {
      // Also by others, who ended the workers that it shares with them.
      if (!cancel.cancelled) show({ status: "cancelled", progress });
      throw new Cancelled();
    }
    show({ status: "failed", error: toWireError(error) });
    throw new StageFailed(toWireError(error));
  } finally {
    forget();
  }
}

/** A stage failed and says so already; the stages after it do not run. */
export class StageFailed extends Error {
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.name = "StageFailed";
    this.wire = wire;
  }
}

/** A file that could be decoded when the folder was opened and cannot be read now was changed or removed since. */
export function asFolderChanged(error: unknown, path: string): unknown {
  if (!(error instanceof StudioError) || !error.code.startsWith("dataset/")) return error;
  if (error.code === "dataset/folder-needed") return error;
  return new StudioError(
    "dataset/folder-changed",
    `${path} can no longer be read: ${error.message}`,
    { path },
    error,
  );
}

export function recordSeconds(
  context: CommandContext,
  part: "caption" | "embed" | "graph" | "sweep",
  startMs: number,
  encodedImages = 0,
): void {
  const { evaluation, patchEvaluation } = context.studio.getState();
  patchEvaluation({
    seconds: {
      ...evaluation.seconds,
      [part]: (context.services.clock() - startMs) / 1000,
      encodedImages: evaluation.seconds.encodedImages + encodedImages,
    },
  });
}
