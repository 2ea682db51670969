/** Features that were computed elsewhere: what the files hold, how they are joined, and the data set that comes of them. */

import type { Dataset, Embeddings, Part } from "../artifacts.ts";
import type { ClassTexts } from "./class-texts.ts";

export interface ImportFile {
  /** Path inside what was opened, "/" between parts. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What an array is taken for. `ignore` leaves it out. */
export type FeatureRole =
  | "image-features"
  | "text-features"
  | "class-text-features"
  | "labels"
  | "file-names"
  | "captions"
  | "splits"
  /** 0 or 1 a row: whether it belongs to a published draw of so many shots. */
  | "shots"
  /** Text a class: names of class texts or of the numbers that labels are. */
  | "class-names"
  | "ignore";

/** One array, column or table found in the files. */
export interface FoundArray {
  /** "oxford_pets.train.npy", "features.npz/image", "metadata.parquet/caption". Keys the visitor's choices. */
  readonly name: string;
  readonly path: string;
  readonly role: FeatureRole;
  /** The part its rows belong to where the name says so ("train" in oxford_pets.train.npy). */
  readonly part: Part | null;
  readonly shape: readonly number[];
  /** "float16", "int64", "string". */
  readonly dtype: string;
  /** Of rows of a float matrix; null for anything else. */
  readonly norms: {
    readonly smallest: number;
    readonly mean: number;
    readonly largest: number;
  } | null;
  /** Rows with a value that is not finite: they take no part. */
  readonly nanRows: number;
  /** Why its role was chosen, in words ("2-d floats, the name ends in .text"). */
  readonly reason: string;
}

/** A file that could not be read: the rest goes on. */
export interface ImportProblem {
  readonly path: string;
  /** Names the file's fault and, of a binary file, the byte offset. */
  readonly reason: string;
}

/** What the visitor says where names do not decide, by `FoundArray.name`. */
export interface ImportChoices {
  readonly roles: Readonly<Record<string, FeatureRole>>;
  /** Of folders that hold several sets ("oxford_pets"); null takes the first. */
  readonly set: string | null;
  /** Keep only classes that have a class text. */
  readonly onlyClassesWithText: boolean;
}

export interface ImportedFeatures {
  /** Layout "feature-files"; examples have no picture (width and height 0) unless one of the same name is joined. */
  readonly dataset: Dataset;
  readonly embeddings: Embeddings;
  readonly classTexts: ClassTexts | null;
}

/** What a sheet shows before anything is taken over. */
export interface ImportSheet {
  /** Sets found, in code-point order. */
  readonly sets: readonly string[];
  readonly chosenSet: string | null;
  readonly arrays: readonly FoundArray[];
  /** "3,669 of 3,669 rows of oxford_pets.test.npy joined by row with oxford_pets.test.json". */
  readonly joins: readonly string[];
  /** What is not there and what that means ("No text features: w is 0"). */
  readonly missing: readonly string[];
  readonly problems: readonly ImportProblem[];
  /** Null while what was found makes no data set; `missing` says why. */
  readonly features: ImportedFeatures | null;
}
