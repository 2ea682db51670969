/** The captions as they stand: what captioners and files gave, with the visitor's edits in their place. */

import type { Caption, Dataset } from "../../pipeline/artifacts.ts";
import {
  asCaption,
  captionStep,
  unlockedByRun,
  withStep,
  type CaptionEdit,
  type CaptionStep,
} from "../../pipeline/captions/caption-edits.ts";
import {
  cleanCaption,
  maskClassNames,
  type CleanCaption,
} from "../../pipeline/captions/clean-up.ts";
import { selectDataset } from "../selectors/pools.ts";
import { selectCaptionerKey } from "../selectors/sweep-key.ts";
import type { StudioState } from "../store.ts";
import { loadedDataset, type CommandContext } from "./context.ts";
import { keepTexts } from "./keep-texts.ts";

/** Steps that can be taken back. */
const MOST_STEPS = 100;

/** [N] edits over what was written. */
export function withEdits(
  context: CommandContext,
  written: readonly (Caption | null)[],
): readonly (Caption | null)[] {
  const { edits } = context.studio.getState().texts;
  if (edits.size === 0) return written;
  return loadedDataset(context).examples.map(({ path }, i) => {
    const edit = edits.get(path);
    return edit === undefined ? (written[i] ?? null) : shownEdit(context, edit);
  });
}

/** What was typed, imported or taken over stands as it is, white space included: the rules cleaned a model's text when it wrote it. Only the mask applies. */
function shownEdit({ studio }: CommandContext, edit: CaptionEdit): Caption {
  const caption = asCaption(edit);
  const state = studio.getState();
  if (!state.models.choice.captionerSettings.maskClassNames) return caption;
  const classNames = selectDataset(state)?.classNames ?? [];
  return cleaned(caption, maskClassNames(caption.text, classNames));
}

/** A captioner's text after the rules of the present settings. The tagger's words are no prose, and what came with a file is its own: only the mask applies to them. */
export function cleanedUp({ studio }: CommandContext, caption: Caption): Caption {
  const state = studio.getState();
  const { captionerSettings } = state.models.choice;
  const rules =
    caption.source === "model"
      ? captionerSettings
      : { ...captionerSettings, dropBoilerplate: false, dropRepeats: false };
  const classNames = selectDataset(state)?.classNames ?? [];
  return cleaned(caption, cleanCaption(caption.text, rules, classNames));
}

function cleaned(caption: Caption, { text, unmasked, masked }: CleanCaption): Caption {
  if (text === caption.text) return caption;
  return { ...caption, text, raw: caption.text, ...(masked === 0 ? {} : { masked, unmasked }) };
}

/** Whether a captioner has to write this caption: the file's own stay, what another captioner wrote is written anew. */
function isToWrite(caption: Caption | null, captionerKey: string): boolean {
  if (caption === null) return true;
  return caption.source !== "sidecar" && caption.captioner !== captionerKey;
}

/** Indices of captions that a captioning run writes: none of an edited image, and none of a row of features, which has no picture. */
export function captionsToWrite(
  state: StudioState,
  { layout, examples }: Dataset,
  written: readonly (Caption | null)[],
): readonly number[] {
  if (layout === "feature-files") return [];
  const key = selectCaptionerKey(state);
  const { edits } = state.texts;
  return examples.flatMap(({ path }, i) =>
    !edits.has(path) && isToWrite(written[i] ?? null, key) ? [i] : [],
  );
}

/** Before a captioning run: unlocked captions that the run's captioner has not seen make way. They can be brought back. */
export function dropUnlocked(context: CommandContext): void {
  const state = context.studio.getState();
  const { edits } = state.texts;
  const { examples, layout } = loadedDataset(context);
  if (edits.size === 0 || layout === "feature-files") return;
  const ownText = new Set(
    examples.filter(({ sidecarCaption }) => sidecarCaption !== null).map(({ path }) => path),
  );
  const gone = unlockedByRun(edits, selectCaptionerKey(state), (path) => !ownText.has(path));
  const step = captionStep(`Written anew: ${gone.size}`, edits, gone);
  if (step !== null) addStep(context, step);
}

/** Takes the step over into edits and history, and keeps it; the captions on screen follow by `withEdits`. */
export function addStep(context: CommandContext, step: CaptionStep): void {
  const { texts, patchTexts } = context.studio.getState();
  patchTexts({
    edits: withStep(texts.edits, step),
    past: [...texts.past, step].slice(-MOST_STEPS),
    future: [],
  });
  // At once: edits are the visitor's own work.
  void keepTexts(context);
}

/** Of the text without the mask, which is put over edits, too. */
export function editOf(
  caption: Pick<Caption, "text" | "source" | "words" | "unmasked">,
  locked: boolean,
  captionerKey: string,
  unchanged = false,
): CaptionEdit {
  const { source, words } = caption;
  return { text: unmaskedText(caption), source, words, locked, under: captionerKey, unchanged };
}

export function unmaskedText({ text, unmasked }: Pick<Caption, "text" | "unmasked">): string {
  return unmasked ?? text;
}
