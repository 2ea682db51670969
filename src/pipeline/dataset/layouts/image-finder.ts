/** Finds the image of a folder that a table names. */

import { directoryOf, sameNameKey } from "../file-path.ts";
import type { FolderListing } from "../folder-listing.ts";

/** By its path from the table, by its path from the folder, or by the end of a path that occurs once: "cats/a.jpg", "a.jpg". */
export function imageFinder(
  listing: Pick<FolderListing, "tablePaths" | "imagePaths">,
): (name: string) => string | null {
  const tableDirectory = directoryOf(listing.tablePaths[0] ?? "");
  const byPath = new Map<string, string>();
  const byEnd = new Map<string, string | null>();
  for (const path of listing.imagePaths) {
    const key = sameNameKey(path);
    byPath.set(key, path);
    for (const end of endsOf(key)) byEnd.set(end, byEnd.has(end) ? null : path);
  }
  return (name) => {
    const key = sameNameKey(
      name
        .trim()
        .replaceAll("\\", "/")
        .replace(/^(\.?\/)+/, ""),
    );
    const fromTable = tableDirectory === "" ? key : `${sameNameKey(tableDirectory)}/${key}`;
    const exact = byPath.get(fromTable) ?? byPath.get(key);
    if (exact !== undefined) return exact;
    // The longest end that any image has decides: where two images share it, a shorter one would only guess.
    const end = endsOf(key).find((candidate) => byEnd.has(candidate));
    return end === undefined ? null : byEnd.get(end)!;
  };
}

/** "a/b/c.jpg", "b/c.jpg", "c.jpg" */
function endsOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(i).join("/"));
}
