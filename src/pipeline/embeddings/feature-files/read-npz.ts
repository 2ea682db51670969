/** Reads NumPy's .npz files: a .zip of .npy files, one an array. */

import { StudioError } from "../../../errors.ts";
import { extensionOf, stemOf } from "../../dataset/file-path.ts";
import { unreadableFile } from "../../dataset/unreadable-file.ts";
import { zipEntries } from "../../dataset/zip-entries.ts";
import type { ImportProblem } from "../imported-features.ts";
import { columnsOnly, type FeatureColumn, type FileContents } from "./feature-column.ts";
import { npyColumn } from "./npy-column.ts";

/** @throws StudioError embeddings/unreadable-file when the archive is broken; an entry that cannot be read is left out and named */
export function readNpz(bytes: Uint8Array, path: string): FileContents {
  const entries = zipEntries(bytes, path).filter((entry) => extensionOf(entry.path) === "npy");
  if (entries.length === 0) throw unreadableFile(path, "it holds no .npy file", bytes.length);
  const columns: FeatureColumn[] = [];
  const problems: ImportProblem[] = [];
  for (const entry of entries) {
    try {
      const name = `${path}/${entry.path}`;
      columns.push(npyColumn(entry.bytes(), path, stemOf(entry.path), name));
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      problems.push({ path, reason: error.message });
    }
  }
  return { ...columnsOnly(columns), problems };
}
