/** An array of a .npy file as a column: numbers, or texts of NumPy's fixed-width types. */

import { npyTexts, readNpy } from "../npy.ts";
import { arrayColumn, textColumn, type FeatureColumn } from "./feature-column.ts";

/**
 * @param key of the array in a .npz; "" for a file of its own
 * @param file name for the error
 * @throws StudioError embeddings/unreadable-file
 */
export function npyColumn(
  bytes: Uint8Array,
  path: string,
  key: string,
  file: string = path,
): FeatureColumn {
  const texts = npyTexts(bytes, file);
  return texts === null
    ? arrayColumn(path, key, readNpy(bytes, file))
    : textColumn(path, key, texts);
}
