/** Tells one folder from another of the same name. */

import { fingerprint } from "../numeric/fingerprint.ts";
import type { FileEntry } from "../pipeline/dataset/folder-listing.ts";

/** Equal for the same paths and sizes, in whatever order the browser lists them. */
export function filesKey(files: readonly FileEntry[]): string {
  return fingerprint(
    files
      .map(({ path, sizeBytes }) => `${path}\t${sizeBytes}`)
      .toSorted()
      .join("\n"),
  );
}
