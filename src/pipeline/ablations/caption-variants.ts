/** Studies with other texts than their own. */

import type { EmbeddingMatrix } from "../artifacts.ts";
import { fuseWithMeans } from "../embeddings/fused-features.ts";
import type { StudyProblem } from "../methods/study-problem.ts";

/**
 * Every text row is the mean of the unit text rows, also where an example had none: equal t_i only shift the cosines, and centring makes them rows of
 * zeros (E1).
 */
export function constantCaption(study: StudyProblem): StudyProblem {
  const { rows, dimension } = study.embeddings.text;
  const texts = unitRows(study.embeddings.text);
  const sum = new Float64Array(dimension);
  texts.forEach((value, i) => (sum[i % dimension]! += value));
  const values = Float32Array.from(texts, (_, i) => sum[i % dimension]! / rows);
  return withText(study, { rows, dimension, values });
}

/**
 * The text row of an image is the class text with the largest cosine in the space of the class texts, out of all classes; an image without a row there
 * has no text. No label is read.
 *
 * @throws RangeError without class texts
 */
export function retrievedText(study: StudyProblem): StudyProblem {
  if (study.classTexts === null) throw new RangeError("retrieved text needs class texts");
  const { images, classes } = study.classTexts;
  const { dimension } = classes;
  const queries = unitRows(images);
  const bank = unitRows(classes);
  const values = new Float32Array(images.rows * dimension);
  for (let row = 0; row < images.rows; row++) {
    const query = queries.subarray(row * dimension, (row + 1) * dimension);
    if (query.every((value) => value === 0)) continue;
    const nearest = nearestRow(query, bank, classes.rows);
    const text = classes.values.subarray(nearest * dimension, (nearest + 1) * dimension);
    values.set(text, row * dimension);
  }
  return withText(study, { rows: images.rows, dimension, values });
}

/** The first of the rows with the largest product with the query. */
function nearestRow(query: Float32Array, rows: Float32Array, count: number): number {
  let nearest = 0;
  let largest = -Infinity;
  for (let row = 0; row < count; row++) {
    let product = 0;
    for (let k = 0; k < query.length; k++) product += query[k]! * rows[row * query.length + k]!;
    if (product <= largest) continue;
    nearest = row;
    largest = product;
  }
  return nearest;
}

/** Rows of length 1 and not centred; rows of zeros stay. */
function unitRows(matrix: EmbeddingMatrix): Float32Array {
  return fuseWithMeans({ image: matrix, text: matrix }, 0, { image: null, text: null }).values;
}

function withText(study: StudyProblem, text: EmbeddingMatrix): StudyProblem {
  return { ...study, embeddings: { ...study.embeddings, text } };
}
