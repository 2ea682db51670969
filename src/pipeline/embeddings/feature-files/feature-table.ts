/** A data set and its features as named columns, the form that every writer of feature files starts from. */

import type { Dataset, EmbeddingMatrix, Part } from "../../artifacts.ts";
import type { ImportedFeatures } from "../imported-features.ts";

export type TableColumn =
  | { readonly key: string; readonly kind: "matrix"; readonly matrix: EmbeddingMatrix }
  | { readonly key: string; readonly kind: "integers"; readonly values: Int32Array }
  | { readonly key: string; readonly kind: "texts"; readonly values: readonly string[] };

export interface FeatureTable {
  /** A row an example: image, text, files, labels, splits, captions, shots_1, ...; what no example has is absent. */
  readonly examples: readonly TableColumn[];
  /** A row a class: classes and, where there are texts in the space of the images, class_text. */
  readonly classes: readonly TableColumn[];
  readonly model: string;
}

export interface ExportedFeatures extends ImportedFeatures {
  /** [N] of the split as it stands; the official parts of the data set, or the pools of a split seed. */
  readonly parts: readonly (Part | null)[];
  /** [N] captions as they stand; null without one. */
  readonly captions: readonly (string | null)[];
}

const PART_WORDS = { train: "train", validation: "val", test: "test" } as const;

/** Class texts of a ConSE space are left out: they belong to the model that recognised the words, not to the images' features. */
export function featureTable(features: ExportedFeatures): FeatureTable {
  const { dataset, embeddings, classTexts, parts, captions } = features;
  const { examples, classNames } = dataset;
  const texts = (key: string, values: readonly (string | null)[]): readonly TableColumn[] =>
    values.every((value) => value === null)
      ? []
      : [{ key, kind: "texts", values: values.map((value) => value ?? "") }];
  return {
    examples: [
      ...texts(
        "files",
        examples.map(({ path }) => path),
      ),
      {
        key: "labels",
        kind: "integers",
        values: Int32Array.from(examples, ({ label }) => label ?? -1),
      },
      ...texts(
        "splits",
        parts.map((part) => (part === null ? null : PART_WORDS[part])),
      ),
      ...texts("captions", captions),
      ...shotColumns(dataset),
      { key: "image", kind: "matrix", matrix: embeddings.image },
      ...(embeddings.text.values.some((value) => value !== 0)
        ? [{ key: "text", kind: "matrix", matrix: embeddings.text } as const]
        : []),
    ],
    classes: [
      ...texts("classes", classNames),
      ...(classTexts?.space === "shared"
        ? [{ key: "class_text", kind: "matrix", matrix: classTexts.classes } as const]
        : []),
    ],
    model: embeddings.imageEncoder.name,
  };
}

/** shots_4 is 1 for the examples of the published draw of 4 a class. */
function shotColumns({ examples, publishedShots = {} }: Dataset): readonly TableColumn[] {
  return Object.entries(publishedShots).map(([count, drawn]) => {
    const values = new Int32Array(examples.length);
    for (const example of drawn) values[example] = 1;
    return { key: `shots_${count}`, kind: "integers", values };
  });
}

/** Some rows of a column. */
export function rowsOf(column: TableColumn, rows: readonly number[]): TableColumn {
  if (column.kind === "texts") return { ...column, values: rows.map((row) => column.values[row]!) };
  if (column.kind === "integers") {
    return { ...column, values: Int32Array.from(rows, (row) => column.values[row]!) };
  }
  const { dimension, values } = column.matrix;
  const taken = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return { ...column, matrix: { rows: rows.length, dimension, values: taken } };
}
