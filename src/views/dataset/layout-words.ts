/** The folder layouts as a visitor would say them. */

import type { FolderLayout } from "../../pipeline/artifacts.ts";

export const LAYOUT_WORDS: Readonly<Record<FolderLayout, string>> = {
  "class-folders": "one folder a class",
  "split-folders": "train and test folders",
  "oxford-names": "class in the file name",
  "labels-table": "labels table",
  "coop-split": "CoOp split file",
  "feature-files": "feature files",
  unlabelled: "no labels",
};
