/** Captions that the visitor edited, a file for each folder. */

import type { CaptionEdit } from "../../pipeline/captions/caption-edits.ts";
import { createFolderStore, type FolderStore } from "./folder-store.ts";
import type { OpenDirectory } from "./origin-directory.ts";
import { isBoolean, isNumber, isString, listOf, objectOf, oneOf } from "./shape-checks.ts";

/** Path and edit. */
type StoredEdits = readonly (readonly [string, CaptionEdit])[];
export type CaptionEditStore = FolderStore<StoredEdits>;

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

const areEdits = listOf(
  (entry) => Array.isArray(entry) && entry.length === 2 && isString(entry[0]) && isEdit(entry[1]),
);

export function createCaptionEditStore(openDirectory?: OpenDirectory): CaptionEditStore {
  return createFolderStore("texts", areStoredEdits, openDirectory);
}

function areStoredEdits(value: unknown): value is StoredEdits {
  return areEdits(value);
}
