/** The embeddings of one more example: a photo through the data set's own models, or a row of features as it was given. */

import { StudioError } from "../../errors.ts";
import type { CancelToken, Caption, OnProgress } from "../../pipeline/artifacts.ts";
import type { ImageInput } from "../../pipeline/captions/captioner.ts";
import { readFeatureRow } from "../../pipeline/embeddings/feature-row.ts";
import type { ImportFile } from "../../pipeline/embeddings/imported-features.ts";
import type { NewExample, NewFeatures, NewPhoto } from "../services.ts";
import { readyArtifact } from "../stage-run.ts";
import type { Prediction } from "../slices/trained-adapter.ts";
import { cleanedUp } from "./shown-captions.ts";
import type { CommandContext } from "./context.ts";
import { currentCaptioner } from "./current-captioner.ts";
import { throwIfCancelled } from "./job.ts";
import { loadedOnce } from "./once-loaded.ts";

type NewRow = Pick<Prediction, "row" | "caption">;

/** What the adapter does not read is not made. */
export function newExampleRow(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  example: NewExample,
): Promise<NewRow> {
  return example.kind === "photo"
    ? photoRow(context, cancel, report, example)
    : Promise.resolve({ row: featureRow(context, example), caption: null });
}

async function photoRow(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  { photo, caption: typed }: NewPhoto,
): Promise<NewRow> {
  const { studio, services } = context;
  const { imageEncoder } = services.foundation;
  const { modalityWeight } = studio.getState().embeddings.settings;
  report({ label: "Reading the photo", done: 0, total: 0 });
  const input = await photo.read(cancel);
  throwIfCancelled(cancel);
  const loaded = loadedOnce(context, "image", report, cancel);
  const given = async (): Promise<Caption> =>
    typed.trim() === ""
      ? writtenCaption(context, cancel, input, report)
      : { text: typed.trim(), source: "sidecar", words: [] };
  // The mask that stands over the data set's captions stands over this one, typed or written.
  const caption = modalityWeight === 0 ? null : cleanedUp(context, await given());
  let image: Float32Array | null = null;
  if (modalityWeight < 1) {
    image = await imageEncoder.stored(input);
    if (image === null) {
      await loaded();
      image = await imageEncoder.embed(input, cancel);
    }
  }
  const text = caption === null ? null : await captionVector(context, cancel, report, caption);
  throwIfCancelled(cancel);
  return { row: { image, text }, caption };
}

async function writtenCaption(
  context: CommandContext,
  cancel: CancelToken,
  input: ImageInput,
  report: OnProgress,
): Promise<Caption> {
  const captioner = currentCaptioner(context, cancel, report);
  const stored = await captioner.stored(input);
  if (stored !== null) return stored;
  await loadedOnce(context, "captioner", report, cancel)();
  return captioner.caption(input, cancel);
}

async function captionVector(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  { text }: Caption,
): Promise<Float32Array | null> {
  if (text.trim() === "") return null;
  const { textEncoder } = context.services.foundation;
  const stored = await textEncoder.stored(text);
  if (stored !== null) return stored;
  await loadedOnce(context, "text", report, cancel)();
  return textEncoder.embed(text, cancel);
}

function featureRow({ studio }: CommandContext, { image, text }: NewFeatures): NewRow["row"] {
  const embeddings = readyArtifact(studio.getState().embeddings.run);
  if (embeddings === null) throw new TypeError("a row needs embeddings to be compared with");
  return {
    image: rowOf(image, "image", embeddings.image.dimension),
    text: rowOf(text, "text", embeddings.text.dimension),
  };
}

function rowOf(
  file: ImportFile | null,
  modality: "image" | "text",
  dimension: number,
): Float32Array | null {
  if (file === null) return null;
  const row = readFeatureRow(file);
  if (row.length === dimension) return row;
  throw new StudioError(
    "embeddings/row-mismatch",
    `${file.path} holds ${row.length} numbers; ${modality} features of this data set have ${dimension}.`,
    { path: file.path, found: row.length, expected: dimension },
  );
}
