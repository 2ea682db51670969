/** Labels that the visitor added. */

import type { LabelsOfImage } from "../../pipeline/dataset/relabel.ts";
import { createFolderStore, type FolderStore } from "./folder-store.ts";
import type { OpenDirectory } from "./origin-directory.ts";
import { isCount, isString, listOf, objectOf } from "./shape-checks.ts";

export type LabelStore = FolderStore<LabelsOfImage>;

const areLabels = listOf(objectOf<LabelsOfImage[number]>({ step: isCount, className: isString }));

export function createLabelStore(openDirectory?: OpenDirectory): LabelStore {
  return createFolderStore("labels", areLabels, openDirectory);
}
