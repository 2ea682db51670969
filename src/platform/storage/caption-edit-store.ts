/** Captions that the visitor edited. */

import type { CaptionEdit } from "../../pipeline/captions/caption-edits.ts";
import { createFolderStore, type FolderStore } from "./folder-store.ts";
import type { OpenDirectory } from "./origin-directory.ts";
import { isBoolean, isNumber, isString, listOf, objectOf, oneOf } from "./shape-checks.ts";

export type CaptionEditStore = FolderStore<CaptionEdit>;

/** Keys, so that the compiler finds one that is missing. */
const SOURCES: Readonly<Record<CaptionEdit["source"], true>> = {
  sidecar: true,
  tagger: true,
  model: true,
  retrieved: true,
  edited: true,
  imported: true,
};

const isEdit = objectOf<CaptionEdit>({
  text: isString,
  source: oneOf(...Object.keys(SOURCES)),
  words: listOf(objectOf<CaptionEdit["words"][number]>({ word: isString, probability: isNumber })),
  locked: isBoolean,
  under: isString,
  unchanged: isBoolean,
});

export function createCaptionEditStore(openDirectory?: OpenDirectory): CaptionEditStore {
  return createFolderStore("texts", isEdit, openDirectory);
}
