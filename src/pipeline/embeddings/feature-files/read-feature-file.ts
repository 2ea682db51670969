/** One file to its columns, by the ending of its name. */

import { extensionOf } from "../../dataset/file-path.ts";
import type { ImportFile } from "../imported-features.ts";
import { readNpy } from "../npy.ts";
import { readSafetensors, safetensorsNames } from "../safetensors.ts";
import { arrayColumn, columnsOnly, type FileContents } from "./feature-column.ts";
import { readJson, readJsonLines } from "./read-json.ts";

type FeatureReader = (bytes: Uint8Array, path: string) => FileContents | Promise<FileContents>;

const READERS: Readonly<Record<string, FeatureReader>> = {
  npy: (bytes, path) => columnsOnly([arrayColumn(path, "", readNpy(bytes, path))]),
  safetensors: (bytes, path) =>
    columnsOnly(
      safetensorsNames(bytes, path).map((name) =>
        arrayColumn(path, name, readSafetensors(bytes, path, name)),
      ),
    ),
  json: readJson,
  jsonl: readJsonLines,
};

/** Null for a file of another kind. */
export function featureReader({ path }: ImportFile): FeatureReader | null {
  const extension = extensionOf(path);
  return Object.hasOwn(READERS, extension) ? READERS[extension]! : null;
}
