/** From a folder listing to the layouts it may have. */

import type { FolderLayout } from "../artifacts.ts";
import type { FolderListing } from "./folder-listing.ts";
import { classFolders } from "./layouts/class-folders.ts";
import { coopSplit } from "./layouts/coop-split.ts";
import { labelsTable } from "./layouts/labels-table.ts";
import type { LayoutReader } from "./layouts/layout-reader.ts";
import { oxfordNames } from "./layouts/oxford-names.ts";
import { splitFolders } from "./layouts/split-folders.ts";
import { unlabelled } from "./layouts/unlabelled.ts";

/** Among readers that fit equally well, the first is preferred. */
const READERS: readonly LayoutReader[] = [
  labelsTable,
  coopSplit,
  splitFolders,
  classFolders,
  oxfordNames,
  unlabelled,
];

/**
 * Layouts that the folder may have, the likeliest first; never empty.
 *
 * @param tableText text of the listing's first label table
 */
export function possibleLayouts(
  listing: FolderListing,
  tableText: string | null = null,
): readonly FolderLayout[] {
  const fits = READERS.map(({ layout, fit }) => ({ layout, fit: fit(listing, tableText) }));
  return [
    ...fits.filter(({ fit }) => fit === "likely"),
    ...fits.filter(({ fit }) => fit === "possible"),
  ].map(({ layout }) => layout);
}

export function layoutReader(layout: FolderLayout): LayoutReader {
  const reader = READERS.find((candidate) => candidate.layout === layout);
  if (reader === undefined) throw new RangeError(`no reader for the layout ${layout}`);
  return reader;
}
