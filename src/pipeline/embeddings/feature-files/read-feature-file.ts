/** One file to its columns, by the ending of its name. */

import { extensionOf } from "../../dataset/file-path.ts";
import type { ImportFile } from "../imported-features.ts";
import { columnsOnly, type FileContents } from "./feature-column.ts";
import { npyColumn } from "./npy-column.ts";
import { readDelimited } from "./read-delimited.ts";
import { readJson, readJsonLines } from "./read-json.ts";
import { readNpz } from "./read-npz.ts";
import { readParquet } from "./read-parquet.ts";
import { readTensors } from "./read-tensors.ts";

type FeatureReader = (bytes: Uint8Array, path: string) => FileContents;

const READERS: Readonly<Record<string, FeatureReader>> = {
  npy: (bytes, path) => columnsOnly([npyColumn(bytes, path, "")]),
  npz: readNpz,
  parquet: readParquet,
  csv: readDelimited,
  tsv: readDelimited,
  safetensors: readTensors,
  json: readJson,
  jsonl: readJsonLines,
};

/** Null for a file of another kind. */
export function featureReader({ path }: ImportFile): FeatureReader | null {
  const extension = extensionOf(path);
  return Object.hasOwn(READERS, extension) ? READERS[extension]! : null;
}
