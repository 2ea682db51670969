/** Tells a folder of feature files from a folder of photos. */

import { extensionOf } from "../../pipeline/dataset/file-path.ts";
import { listFolder } from "../../pipeline/dataset/folder-listing.ts";
import type { FolderSource } from "./folder-source.ts";

/** Formats that hold no picture. Tables and JSON count only beside no image at all. */
const FEATURE_EXTENSIONS = new Set(["npy", "npz", "safetensors", "parquet", "csv", "tsv", "json"]);

export function isFeatureFolder({ opened: { files } }: FolderSource): boolean {
  return (
    listFolder(files).imagePaths.length === 0 &&
    files.some(({ path }) => FEATURE_EXTENSIONS.has(extensionOf(path)))
  );
}
