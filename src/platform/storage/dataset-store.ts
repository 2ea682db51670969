/** The data set of the folder that was opened last, so that a later visit goes on without reading its images again. */

import {
  FOLDER_LAYOUTS,
  PART_CODES,
  type Dataset,
  type DatasetProblem,
  type Example,
} from "../../pipeline/artifacts.ts";
import {
  openOriginDirectory,
  type OpenDirectory,
  type OriginDirectory,
} from "./origin-directory.ts";
import {
  isBoolean,
  isCount,
  isString,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  parseJson,
  type Check,
} from "./shape-checks.ts";

export interface DatasetStore {
  /** Takes the place of the one before. Resolves at once for the data set that was written last. Rejects with storage/* codes. */
  readonly write: (filesKey: string, dataset: Dataset) => Promise<void>;
  /** Null unless the data set of these files is stored whole. */
  readonly read: (filesKey: string) => Promise<Dataset | null>;
}

const FILE = "last.json";

interface StoredDataset {
  readonly filesKey: string;
  readonly dataset: Dataset;
}

const isShots: Check = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(listOf(isCount));

const isStored = objectOf<StoredDataset>({
  filesKey: isString,
  dataset: objectOf<Dataset>({
    name: isString,
    layout: oneOf(...FOLDER_LAYOUTS),
    classNames: listOf(isString),
    examples: listOf(
      objectOf<Example>({
        path: isString,
        contentHash: isString,
        width: isCount,
        height: isCount,
        label: orNull(isCount),
        officialPart: orNull(oneOf(...Object.keys(PART_CODES))),
        sidecarCaption: orNull(isString),
        domain: optional(isString),
        group: optional(isString),
      }),
    ),
    problems: listOf(
      objectOf<DatasetProblem>({ path: isString, reason: isString, skipped: isBoolean }),
    ),
    publishedShots: optional(isShots),
  }),
});

export function createDatasetStore(
  openDirectory: OpenDirectory = openOriginDirectory,
): DatasetStore {
  let opened: Promise<OriginDirectory> | null = null;
  let written: StoredDataset | null = null;
  const directory = (): Promise<OriginDirectory> => (opened ??= openDirectory("datasets"));
  return {
    write: async (filesKey, dataset) => {
      if (written?.filesKey === filesKey && written.dataset === dataset) return;
      const stored: StoredDataset = { filesKey, dataset };
      await (await directory()).write(FILE, new Blob([JSON.stringify(stored)]));
      written = stored;
    },
    read: async (filesKey) => {
      const file = await (await directory()).read(FILE);
      const stored = file === null ? null : parseJson(await file.text());
      return isStoredDataset(stored) && stored.filesKey === filesKey ? stored.dataset : null;
    },
  };
}

function isStoredDataset(value: unknown): value is StoredDataset {
  return isStored(value);
}
