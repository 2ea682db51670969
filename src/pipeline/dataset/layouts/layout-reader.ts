/**
 * What every way of arranging labelled images in a folder provides. A new format is a file beside this one, a word in FolderLayout and
 * an entry in READERS of folder-layout.ts.
 */

import type { DatasetProblem, FolderLayout, Part } from "../../artifacts.ts";
import type { FolderListing } from "../folder-listing.ts";

/** What the layout says about one image. */
export interface ImageLabel {
  /** Class name as written; null without one. */
  readonly className: string | null;
  readonly part: Part | null;
  readonly caption: string | null;
  readonly domain?: string;
  readonly group?: string;
}

export interface LayoutReading {
  /** By image path. An image that is not in it has no label. */
  readonly labels: ReadonlyMap<string, ImageLabel>;
  readonly problems: readonly DatasetProblem[];
}

/** `likely` goes before `possible`; `no` is not offered. */
type LayoutFit = "likely" | "possible" | "no";

export interface LayoutReader {
  readonly layout: FolderLayout;
  /** `tableText` is the text of the listing's first label table, null without one. */
  readonly fit: (listing: FolderListing, tableText: string | null) => LayoutFit;
  readonly read: (listing: FolderListing, tableText: string | null) => LayoutReading;
}
