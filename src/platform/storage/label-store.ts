/** Labels that the visitor added, a file for each folder. */

import type { LabelStep } from "../../pipeline/dataset/relabel.ts";
import { createFolderStore, type FolderStore } from "./folder-store.ts";
import type { OpenDirectory } from "./origin-directory.ts";
import { isString, listOf, objectOf } from "./shape-checks.ts";

type LabelSteps = readonly LabelStep[];
export type LabelStore = FolderStore<LabelSteps>;

const areSteps = listOf(objectOf<LabelStep>({ className: isString, paths: listOf(isString) }));

export function createLabelStore(openDirectory?: OpenDirectory): LabelStore {
  return createFolderStore("labels", isStoredSteps, openDirectory);
}

function isStoredSteps(value: unknown): value is LabelSteps {
  return areSteps(value);
}
