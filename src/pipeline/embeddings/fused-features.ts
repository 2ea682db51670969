/** Turns raw image and text embeddings into the fused unit rows that the graph compares and the network reads. */

import { StudioError } from "../../errors.ts";
import type { EmbeddingMatrix, Embeddings, FeatureSettings, FusedFeatures } from "../artifacts.ts";

/** Rows shorter than this before normalisation hold no vector at all. */
const MISSING_NORM = 1e-12;
/** A centred unit row shorter than this equals the mean (constant captions): its direction would be rounding noise. */
const CONSTANT_NORM = 1e-5;

/** The unit image vectors as the encoder gave them. */
export const IMAGE_ONLY: FeatureSettings = { modalityWeight: 0, center: false, scale: 1 };

/** The two modalities, one row an example; their encoders do not matter here. */
type RawEmbeddings = Pick<Embeddings, "image" | "text">;

/** The means that E1 subtracts; null where nothing is subtracted. */
export interface FusionMeans {
  /** [D_image] */
  readonly image: Float64Array | null;
  /** [D_text] */
  readonly text: Float64Array | null;
}

/**
 * Fused features z_i = [√(1 - w) v_i, √w t_i], so that z_i · z_j = (1 - w) cos(v_i, v_j) + w cos(t_i, t_j).
 * v_i and t_i are the unit embeddings; with `center`, the mean of the train pool's unit embeddings is subtracted first (in float64, one mean
 * for every run, rows without a vector not counted) and the rest made unit again. w = 0 or 1 drops the empty block.
 *
 * @param embeddings image [N, D_image] and text [N, D_text]
 * @param trainPool example indices, from the split seed alone; empty: nothing is subtracted
 * @returns [N, D], D = D_image + D_text, or one of them. A missing row, or one that equals the mean, is zero in its block and is not made longer elsewhere.
 * @throws StudioError embeddings/dimension-mismatch if the two matrices differ in rows; RangeError if w is outside [0, 1] or a value is not finite
 */
export function fuseFeatures(
  embeddings: RawEmbeddings,
  settings: FeatureSettings,
  trainPool: readonly number[],
): FusedFeatures {
  return rounded(fusedRows(embeddings, settings, trainPool));
}

/** `fuseFeatures` before its values are rounded to float32. */
export function fusedRows(
  embeddings: RawEmbeddings,
  settings: Omit<FeatureSettings, "scale">,
  trainPool: readonly number[],
): FusedRows {
  const means = fusionMeans(embeddings, settings, trainPool);
  return joinedRows(embeddings, settings.modalityWeight, means);
}

/** `fuseFeatures` with means that are known: rows that come later, fused as the others were. */
export function fuseWithMeans(
  embeddings: RawEmbeddings,
  modalityWeight: number,
  means: FusionMeans,
): FusedFeatures {
  return rounded(joinedRows(embeddings, modalityWeight, means));
}

type FusedRows = Omit<FusedFeatures, "values"> & { readonly values: Float64Array };

function rounded({ values, ...rest }: FusedRows): FusedFeatures {
  return { ...rest, values: new Float32Array(values) };
}

function joinedRows({ image, text }: RawEmbeddings, w: number, means: FusionMeans): FusedRows {
  if (!(w >= 0 && w <= 1)) throw new RangeError(`modality weight ${w} is outside [0, 1]`);
  if (image.rows !== text.rows) {
    throw new StudioError(
      "embeddings/dimension-mismatch",
      `${image.rows} image embeddings and ${text.rows} text embeddings`,
      { imageRows: image.rows, textRows: text.rows },
    );
  }
  const imageWidth = w < 1 ? image.dimension : 0;
  const textWidth = w > 0 ? text.dimension : 0;
  const dimension = imageWidth + textWidth;
  const values = new Float64Array(image.rows * dimension);
  const place = (
    matrix: EmbeddingMatrix,
    mean: Float64Array | null,
    offset: number,
    factor: number,
  ): number => {
    const unit = unitRows(matrix, mean);
    for (let row = 0; row < matrix.rows; row++) {
      for (let k = 0; k < matrix.dimension; k++) {
        values[row * dimension + offset + k] = factor * unit.values[row * matrix.dimension + k]!;
      }
    }
    return unit.zeroRows;
  };
  return {
    rows: image.rows,
    dimension,
    values,
    zeroImageRows: imageWidth > 0 ? place(image, means.image, 0, Math.sqrt(1 - w)) : 0,
    zeroTextRows: textWidth > 0 ? place(text, means.text, imageWidth, Math.sqrt(w)) : 0,
  };
}

/** Means of the train pool's unit rows; null without centring, without a row that holds a vector, and for a modality that w leaves out. */
export function fusionMeans(
  { image, text }: RawEmbeddings,
  { modalityWeight, center }: Omit<FeatureSettings, "scale">,
  trainPool: readonly number[],
): FusionMeans {
  return {
    image: center && modalityWeight < 1 ? meanDirection(image, trainPool) : null,
    text: center && modalityWeight > 0 ? meanDirection(text, trainPool) : null,
  };
}

function meanDirection(
  { dimension, values }: EmbeddingMatrix,
  pool: readonly number[],
): Float64Array | null {
  const mean = new Float64Array(dimension);
  let present = 0;
  for (const row of pool) {
    const vector = new Float64Array(values.subarray(row * dimension, (row + 1) * dimension));
    if (!makeUnit(vector, MISSING_NORM)) continue;
    present++;
    for (let k = 0; k < dimension; k++) mean[k]! += vector[k]!;
  }
  return present === 0 ? null : mean.map((sum) => sum / present);
}

/** Unit rows of one modality, with the mean subtracted and made unit again; [N, D]. */
function unitRows(
  { rows, dimension, values: raw }: EmbeddingMatrix,
  mean: Float64Array | null,
): { values: Float64Array; zeroRows: number } {
  const values = new Float64Array(raw);
  let zeroRows = 0;
  for (let row = 0; row < rows; row++) {
    const vector = values.subarray(row * dimension, (row + 1) * dimension);
    let present = makeUnit(vector, MISSING_NORM);
    if (present && mean !== null) {
      for (let k = 0; k < dimension; k++) vector[k]! -= mean[k]!;
      present = makeUnit(vector, CONSTANT_NORM);
    }
    if (!present) zeroRows++;
  }
  return { values, zeroRows };
}

/** Scales to length 1, or to zero (and returns false) when the length is below `smallest`. */
function makeUnit(vector: Float64Array, smallest: number): boolean {
  let squares = 0;
  for (let k = 0; k < vector.length; k++) squares += vector[k]! * vector[k]!;
  const norm = Math.sqrt(squares);
  if (!Number.isFinite(norm)) throw new RangeError("an embedding holds a value that is not finite");
  if (norm < smallest) {
    vector.fill(0);
    return false;
  }
  for (let k = 0; k < vector.length; k++) vector[k]! /= norm;
  return true;
}
