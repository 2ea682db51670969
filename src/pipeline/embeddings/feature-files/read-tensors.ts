/** Reads .safetensors files: each tensor is a column, and so is each list of texts that stands in the metadata as JSON. */

import { StudioError } from "../../../errors.ts";
import { readSafetensors, safetensorsMetadata, safetensorsNames } from "../safetensors.ts";
import type { ImportProblem } from "../imported-features.ts";
import {
  arrayColumn,
  columnsOnly,
  textColumn,
  type FeatureColumn,
  type FileContents,
} from "./feature-column.ts";

/** @throws StudioError embeddings/unreadable-file when its header is broken; a tensor of a type that is not read is left out and named */
export function readTensors(bytes: Uint8Array, path: string): FileContents {
  const columns: FeatureColumn[] = [];
  const problems: ImportProblem[] = [];
  for (const name of safetensorsNames(bytes, path)) {
    try {
      columns.push(arrayColumn(path, name, readSafetensors(bytes, path, name)));
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      problems.push({ path, reason: error.message });
    }
  }
  const metadata = safetensorsMetadata(bytes, path);
  for (const [key, text] of metadata) {
    const list = textList(text);
    if (list !== null) columns.push(textColumn(path, key, list));
  }
  return { ...columnsOnly(columns), problems, model: metadata.get("model") ?? null };
}

/** Null for anything but a JSON list of texts. */
function textList(json: string): readonly string[] | null {
  if (!json.startsWith("[")) return null;
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) && list.every((text) => typeof text === "string") ? list : null;
  } catch {
    return null;
  }
}
