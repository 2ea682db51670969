/** The text workbench: captions are edited, locked, replaced, taken back, read from a file and written to one. */

import { toWireError } from "../../errors.ts";
import {
  captionStep,
  withoutStep,
  withStep,
  type CaptionEdit,
  type CaptionEdits,
} from "../../pipeline/captions/caption-edits.ts";
import { badFile } from "../../pipeline/captions/text-files/bad-file.ts";
import { matchRows } from "../../pipeline/captions/text-files/match-rows.ts";
import { LONGEST_CAPTION_CHARACTERS } from "../../pipeline/dataset/layouts/sidecar-captions.ts";
import type { CaptionFile } from "../../pipeline/captions/text-files/caption-row.ts";
import type { StudioCommands } from "../commands.ts";
import { selectDataset } from "../selectors/pools.ts";
import { selectCaptionerKey, selectCaptionsKey } from "../selectors/sweep-key.ts";
import { selectExportedCaptions } from "../selectors/text-rows.ts";
import { captionsArtifact } from "./caption-images.ts";
import { loadedDataset, type CommandContext } from "./context.ts";
import { keepTexts } from "./keep-texts.ts";
import { addStep, captionsToWrite, editOf, unmaskedText, withEdits } from "./shown-captions.ts";

/** Of captions that are written no more: no key of captions is empty. */
const STALE = "";

export type EditCommands = Pick<
  StudioCommands,
  | "editCaption"
  | "lockCaptions"
  | "revertCaptions"
  | "replaceInCaptions"
  | "undoTexts"
  | "redoTexts"
  | "setLongestText"
>;

export function editCommands(context: CommandContext, settingChanged: () => void): EditCommands {
  const { studio } = context;
  const state = studio.getState;
  const change = (label: string, wanted: ReadonlyMap<string, CaptionEdit | null>): void =>
    changeTexts(context, settingChanged, label, wanted);
  return {
    editCaption: (example, text) => {
      const path = selectDataset(state())?.examples[example]?.path;
      if (path === undefined) return;
      change(`Edit ${path}`, new Map([[path, typedEdit(context, example, text)]]));
    },
    lockCaptions: (examples, locked) => {
      const edits = examples.flatMap((example) => lockedEdit(context, example, locked));
      change(`${locked ? "Lock" : "Unlock"} ${edits.length}`, new Map(edits));
    },
    revertCaptions: (examples) => {
      const paths = examples.flatMap((i) => selectDataset(state())?.examples[i]?.path ?? []);
      change(`Revert ${paths.length}`, new Map(paths.map((path) => [path, null])));
    },
    replaceInCaptions: (replacements) => {
      const { examples } = loadedDataset(context);
      const edits = replacements.flatMap(({ example, after }) => {
        const path = examples[example]?.path;
        return path === undefined ? [] : [[path, typedEdit(context, example, after)] as const];
      });
      change(`Replace in ${edits.length}`, new Map(edits));
    },
    undoTexts: () => {
      const { past, future, edits } = state().texts;
      const step = past.at(-1);
      if (step === undefined) return;
      state().patchTexts({ past: past.slice(0, -1), future: [...future, step] });
      putEdits(context, settingChanged, withoutStep(edits, step));
    },
    redoTexts: () => {
      const { past, future, edits } = state().texts;
      const step = future.at(-1);
      if (step === undefined) return;
      state().patchTexts({ past: [...past, step], future: future.slice(0, -1) });
      putEdits(context, settingChanged, withStep(edits, step));
    },
    setLongestText: (longestText) => state().patchTexts({ longestText }),
  };
}

export type TextFileCommands = Pick<
  StudioCommands,
  "importCaptions" | "exportCaptions" | "reportTextsError"
>;

export function textFileCommands(
  context: CommandContext,
  settingChanged: () => void,
): TextFileCommands {
  const { studio, services } = context;
  const report = (error: unknown): void => {
    studio.getState().patchTexts({ error: toWireError(error), outcome: null });
  };
  return {
    reportTextsError: report,
    importCaptions: async (file) => {
      studio.getState().patchTexts({ error: null, outcome: null });
      try {
        await importCaptions(context, settingChanged, file);
      } catch (error) {
        report(error);
      }
    },
    exportCaptions: async (format) => {
      const state = studio.getState();
      const dataset = selectDataset(state);
      if (dataset === null) return null;
      state.patchTexts({ error: null });
      try {
        const rows = selectExportedCaptions(state);
        return await services.featureFiles.writeCaptions(dataset.name, rows, format);
      } catch (error) {
        report(error);
        return null;
      }
    },
  };
}

async function importCaptions(
  context: CommandContext,
  settingChanged: () => void,
  file: CaptionFile,
): Promise<void> {
  const { studio, services } = context;
  const { origin } = studio.getState().dataset;
  const { rows, problems } = await services.featureFiles.readCaptions(file);
  if (studio.getState().dataset.origin !== origin) {
    const outcome = `${file.path} was still being read when another data set was opened, and was not taken.`;
    studio.getState().patchTexts({ outcome });
    return;
  }
  const { examples } = loadedDataset(context);
  const { captions, unknownRows, repeatedRows, tooLong } = matchRows(
    examples.map(({ path }) => path),
    rows,
  );
  if (captions.size === 0 && tooLong.length === 0) {
    throw badFile(file.path, `none of its ${rows.length} rows names an image of this data set.`);
  }
  const key = selectCaptionerKey(studio.getState());
  const shown = studio.getState().captions.captions;
  const changed = examples.flatMap(({ path }, i) => {
    const text = captions.get(path);
    // What stands already needs no lock: it came out of this page, or of the same captioner.
    const standing = shown[i] ?? null;
    if (text === undefined || (standing !== null && text === unmaskedText(standing))) return [];
    return [[path, editOf({ text, source: "imported", words: [] }, true, key)] as const];
  });
  changeTexts(context, settingChanged, `Import ${file.path}`, new Map(changed));
  const sentences = [
    `${file.path}: ${changed.length} of ${captions.size} captions are new and locked; ${examples.length - captions.size} images are not named.`,
    ...(unknownRows === 0 ? [] : [`Rows that name no image of this data set: ${unknownRows}.`]),
    ...(repeatedRows === 0
      ? []
      : [`Rows that name an image again, of which the first counts: ${repeatedRows}.`]),
    ...(tooLong[0] === undefined
      ? []
      : [
          `Texts of more than ${LONGEST_CAPTION_CHARACTERS} characters, left out: ${tooLong.length} (the first is that of ${tooLong[0]}).`,
        ]),
    ...problems,
  ];
  studio.getState().patchTexts({ outcome: sentences.join(" ") });
}

/** Adds one step, where it changes something. */
export function changeTexts(
  context: CommandContext,
  settingChanged: () => void,
  label: string,
  wanted: ReadonlyMap<string, CaptionEdit | null>,
): void {
  const state = context.studio.getState();
  // The texts of imported features belong to vectors that cannot be made here.
  if (selectDataset(state)?.layout === "feature-files") return;
  const step = captionStep(label, state.texts.edits, wanted);
  if (step === null) return;
  addStep(context, step);
  showEdits(context);
  settingChanged();
}

function putEdits(context: CommandContext, settingChanged: () => void, edits: CaptionEdits): void {
  context.studio.getState().patchTexts({ edits });
  void keepTexts(context);
  showEdits(context);
  settingChanged();
}

/**
 * The captions on screen after an edit. The stage of captions stays ready unless an edit was taken away under which nothing was written yet.
 * A running embedding of the texts before is stopped: it would be of no use.
 */
function showEdits(context: CommandContext): void {
  const { studio } = context;
  const { captions, embeddings, patchCaptions } = studio.getState();
  const { run, written } = captions;
  const shown = withEdits(context, written);
  patchCaptions({ captions: shown });
  if (embeddings.run.status === "running") context.mainJob.cancel();
  if (run.status !== "ready") return;
  const missing = captionsToWrite(studio.getState(), loadedDataset(context), written).length > 0;
  const key = selectCaptionsKey(studio.getState());
  const isOurs = run.madeFrom === key || run.madeFrom === STALE;
  patchCaptions({
    run: {
      ...run,
      artifact: captionsArtifact(context, shown),
      madeFrom: isOurs ? (missing ? STALE : key) : run.madeFrom,
    },
  });
}

/** Null for the text that a file or a captioner gave: typing it again takes the edit away. */
function typedEdit({ studio }: CommandContext, example: number, text: string): CaptionEdit | null {
  const state = studio.getState();
  const written = state.captions.written[example] ?? null;
  if (written !== null && unmaskedText(written) === text) return null;
  return editOf({ text, source: "edited", words: [] }, true, selectCaptionerKey(state));
}

/** Locking a caption that nobody edited keeps its text; unlocking it takes that edit away. */
function lockedEdit(
  { studio }: CommandContext,
  example: number,
  locked: boolean,
): readonly (readonly [string, CaptionEdit | null])[] {
  const state = studio.getState();
  const path = selectDataset(state)?.examples[example]?.path;
  if (path === undefined) return [];
  const edit = state.texts.edits.get(path);
  const key = selectCaptionerKey(state);
  if (edit !== undefined) {
    const isAsWritten = edit.unchanged && edit.under === key;
    return [[path, !locked && isAsWritten ? null : { ...edit, locked }]];
  }
  const written = state.captions.written[example] ?? null;
  return !locked || written === null ? [] : [[path, editOf(written, true, key, true)]];
}
