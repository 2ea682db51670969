/** split_zhou_*.json of CoOp: class and part of each image, by its path inside a folder that may lie beside or below the file. */

import { StudioError } from "../../../errors.ts";
import { coopRows, jsonIn, type CoopRow } from "../coop-rows.ts";
import { fileNameOf } from "../file-path.ts";
import type { FolderListing } from "../folder-listing.ts";
import { imageFinder } from "./image-finder.ts";
import type { ImageLabel, LayoutReader } from "./layout-reader.ts";

/** Images that the file does not name have no label. */
export const coopSplit: LayoutReader = {
  layout: "coop-split",
  fit: (listing, tableText) =>
    tableText !== null &&
    isCoopSplit(listing.tablePaths[0] ?? "") &&
    whyCoopSplitUnusable(listing, tableText) === null
      ? "likely"
      : "no",
  read: (listing, tableText) => {
    const tablePath = listing.tablePaths[0] ?? "split_zhou.json";
    const reason = whyCoopSplitUnusable(listing, tableText ?? "");
    if (reason !== null) {
      throw new StudioError("dataset/bad-labels-table", reason, { path: tablePath });
    }
    return readRows(listing, tablePath, coopRows(jsonIn(tableText ?? ""))!);
  },
};

export function isCoopSplit(path: string): boolean {
  return /^split_zhou.*\.json$/i.test(fileNameOf(path));
}

/** Null when the file is such a split and names at least one image of the folder. */
export function whyCoopSplitUnusable(listing: FolderListing, tableText: string): string | null {
  const rows = coopRows(jsonIn(tableText));
  if (rows === null) return "The split file is not as CoOp writes it: train, val and test.";
  const find = imageFinder(listing);
  return rows.some(({ path }) => find(path) !== null)
    ? null
    : "No row of the split file names an image of this folder.";
}

function readRows(
  listing: FolderListing,
  tablePath: string,
  rows: readonly CoopRow[],
): ReturnType<LayoutReader["read"]> {
  const find = imageFinder(listing);
  const labels = new Map<string, ImageLabel>();
  let missing = 0;
  let again = 0;
  for (const { path, className, part } of rows) {
    const image = find(path);
    if (image === null) missing++;
    else if (labels.has(image)) again++;
    else labels.set(image, { className, part, caption: null });
  }
  const remarks = [
    [missing, "name images that are not in the folder"],
    [again, "name an image again; the first row counts"],
  ] as const;
  const problems = remarks.flatMap(([count, what]) =>
    count === 0
      ? []
      : [{ path: tablePath, reason: `${count} of ${rows.length} rows ${what}.`, skipped: false }],
  );
  return { labels, problems };
}
