/** After loading, a model must reproduce one stored embedding: a damaged file or a wrong GPU kernel gives plausible numbers, not an error. */

import { StudioError } from "../../errors.ts";
import { cosineSimilarity } from "../../numeric/cosine-similarity.ts";
import { modelPath } from "./embedded-models.ts";

/** Half-precision kernels stay above it, a wrong one or damaged weights do not. */
const LOWEST_COSINE = 0.999;

/** What `self-check.json` of a model folder holds, as far as it is read. */
export interface StoredSelfCheck {
  readonly expected: readonly number[];
  /** The text to embed; null for an image model, whose input is a formula. */
  readonly text: string | null;
}

/** @throws TypeError if the file is missing or not of that form */
export async function readSelfCheck(baseUrl: string, folder: string): Promise<StoredSelfCheck> {
  const response = await fetch(new URL(modelPath(folder, "self-check.json"), baseUrl));
  if (!response.ok) throw new TypeError(`self-check.json: HTTP ${response.status}`);
  const stored: unknown = await response.json();
  if (typeof stored !== "object" || stored === null || !("expected" in stored)) {
    throw new TypeError("self-check.json holds no expected embedding");
  }
  const { expected } = stored;
  if (!Array.isArray(expected) || !expected.every((value) => typeof value === "number")) {
    throw new TypeError("self-check.json holds no expected embedding");
  }
  const text = "text" in stored && typeof stored.text === "string" ? stored.text : null;
  return { expected, text };
}

/** @throws StudioError embeddings/self-check-failed */
export function compareWithStored(
  model: string,
  device: string,
  embedding: Float32Array,
  expected: readonly number[],
): void {
  const cosine =
    embedding.length === expected.length ? cosineSimilarity(embedding, expected) : Number.NaN;
  if (cosine > LOWEST_COSINE) return;
  throw new StudioError(
    "embeddings/self-check-failed",
    `${model} on ${device} gives another embedding than the stored one (cosine ${cosine}).`,
    { model, device, cosine },
  );
}
