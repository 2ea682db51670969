/** From imported rows to the data set, its embeddings and its class texts. */

import { byteFingerprint } from "../../numeric/byte-fingerprint.ts";
import { fingerprint } from "../../numeric/fingerprint.ts";
import type { DatasetProblem, EmbeddingMatrix, EncoderInfo, Example } from "../artifacts.ts";
import { compareCodePoints } from "../dataset/code-point-order.ts";
import { sameNameKey } from "../dataset/file-path.ts";
import type { FoundClassTexts } from "./imported-class-texts.ts";
import type { ImportedFeatures } from "./imported-features.ts";
import { inOrderOfPath, type ImportedRow } from "./imported-rows.ts";

const LICENCE = "not stated in the files";

export interface ImportParts {
  readonly name: string;
  /** At least one. */
  readonly rows: readonly ImportedRow[];
  readonly problems: readonly DatasetProblem[];
  readonly classTexts: FoundClassTexts | null;
  /** The encoder, where the files name it. */
  readonly model: string | null;
  /** Columns that hold image and text features, to name the encoders by where the files do not. */
  readonly imageSource: string;
  readonly textSource: string | null;
}

/**
 * Class texts are there only when every class has one and they are as wide as the images.
 * Without text features the text matrix is [N, 1] of zeros: no example has one, which fuseFeatures counts, and w = 0 leaves it out.
 */
export function assembleImport(parts: ImportParts): ImportedFeatures {
  const rows = inOrderOfPath(parts.rows);
  const classNames = classNamesOf(rows);
  const labelOf = new Map(classNames.map((name, label) => [sameNameKey(name), label]));
  const image = stacked(rows.map((row) => row.image));
  const textDimension = rows.find(({ text }) => text !== null)?.text?.length ?? 1;
  const absent = new Float32Array(textDimension);
  const text = stacked(rows.map((row) => row.text ?? absent));
  const examples = rows.map(({ path, className, part, caption, image: values }): Example => {
    const label = className === null ? null : labelOf.get(sameNameKey(className))!;
    return {
      path,
      contentHash: byteFingerprint(bytesOf(values)),
      width: 0,
      height: 0,
      label,
      officialPart: label === null ? null : part,
      sidecarCaption: caption,
    };
  });
  const shots = publishedShots(rows);
  const problems = parts.problems.toSorted((a, b) => compareCodePoints(a.path, b.path));
  return {
    dataset: {
      name: parts.name,
      layout: "feature-files",
      classNames,
      examples,
      problems,
      ...(shots === null ? {} : { publishedShots: shots }),
    },
    embeddings: {
      imageEncoder: encoderInfo(image, parts.model ?? parts.imageSource),
      textEncoder: encoderInfo(
        text,
        parts.textSource === null ? "no text features" : (parts.model ?? parts.textSource),
      ),
      image,
      text,
    },
    classTexts: classTextsOf(parts.classTexts, classNames, image),
  };
}

/** Class names that at least one row carries, in code-point order. */
export function classNamesOf(rows: readonly ImportedRow[]): readonly string[] {
  const spellings = new Map<string, string>();
  for (const { className } of rows) {
    if (className !== null && !spellings.has(sameNameKey(className))) {
      spellings.set(sameNameKey(className), className);
    }
  }
  return [...spellings.values()].toSorted(compareCodePoints);
}

function stacked(rows: readonly Float32Array[]): EmbeddingMatrix {
  const dimension = rows[0]!.length;
  const values = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    values.set(row, i * dimension);
  });
  return { rows: rows.length, dimension, values };
}

/** Example indices by number of shots; null where the files publish no draw. */
function publishedShots(
  rows: readonly ImportedRow[],
): Readonly<Record<string, readonly number[]>> | null {
  const drawn: Record<string, number[]> = {};
  rows.forEach(({ shots }, example) => {
    for (const count of shots) (drawn[count] ??= []).push(example);
  });
  return Object.keys(drawn).length === 0 ? null : drawn;
}

function encoderInfo(matrix: EmbeddingMatrix, name: string): EncoderInfo {
  const content = byteFingerprint(bytesOf(matrix.values));
  const id = `imported-${fingerprint(`${matrix.rows} ${matrix.dimension} ${content}`)}`;
  return { id, name, licence: LICENCE, dimension: matrix.dimension };
}

function classTextsOf(
  found: FoundClassTexts | null,
  classNames: readonly string[],
  images: EmbeddingMatrix,
): ImportedFeatures["classTexts"] {
  if (found?.dimension !== images.dimension) return null;
  const rows = classNames.map((name) => found.rowOf.get(sameNameKey(name)));
  const complete = rows.filter((row) => row !== undefined);
  if (complete.length < classNames.length || complete.length === 0) return null;
  return { space: "shared", images, classes: stacked(complete), prompt: found.name };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
