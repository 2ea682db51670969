/** Captions that lie beside their images: mug.txt belongs to mug.jpg in the same folder. */

import { sameNameKey, stemOf } from "../file-path.ts";
import type { FolderListing } from "../folder-listing.ts";

/** Encoders read some 77 tokens, captioners write a few hundred: a longer text is a file that is no caption, and a page of it stalls every view. */
export const LONGEST_CAPTION_CHARACTERS = 10_000;

export function isTooLong(caption: string): boolean {
  return caption.length > LONGEST_CAPTION_CHARACTERS;
}

/**
 * @param texts text of each caption file, by path
 * @returns caption of each image that has one, by image path; white space is one space
 */
export function sidecarCaptions(
  listing: FolderListing,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const byStem = new Map<string, string>();
  for (const path of listing.captionPaths) {
    const caption = (texts.get(path) ?? "").replaceAll(/[\s\uFEFF]+/g, " ").trim();
    if (caption !== "") byStem.set(sameNameKey(stemOf(path)), caption);
  }
  const captions = new Map<string, string>();
  for (const path of listing.imagePaths) {
    const caption = byStem.get(sameNameKey(stemOf(path)));
    if (caption !== undefined) captions.set(path, caption);
  }
  return captions;
}
