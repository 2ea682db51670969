/** Which image each row of a file of captions belongs to. */

import { extensionOf, sameNameKey, stemOf } from "../../dataset/file-path.ts";
import { imageFinder } from "../../dataset/layouts/image-finder.ts";
import { isTooLong } from "../../dataset/layouts/sidecar-captions.ts";
import type { CaptionRow } from "./caption-row.ts";

export interface MatchedCaptions {
  /** By path of the image; of two rows for one image the first one counts. */
  readonly captions: ReadonlyMap<string, string>;
  /** Rows that name no image, or one that an earlier row has named. */
  readonly unknownRows: number;
  readonly repeatedRows: number;
  /** Of rows that name an image, the files of those whose text is too long to be a caption; they are left out. */
  readonly tooLong: readonly string[];
}

/** By path, or by the end of a path that occurs once; mug.txt belongs to mug.jpg in the same folder. */
export function matchRows(
  imagePaths: readonly string[],
  rows: readonly CaptionRow[],
): MatchedCaptions {
  const find = imageFinder({ tablePaths: [], imagePaths });
  const imagesOfStem = new Map<string, string[]>();
  for (const path of imagePaths) {
    const stem = sameNameKey(stemOf(path));
    imagesOfStem.set(stem, [...(imagesOfStem.get(stem) ?? []), path]);
  }
  const findStem = imageFinder({ tablePaths: [], imagePaths: [...imagesOfStem.keys()] });
  const captions = new Map<string, string>();
  let unknownRows = 0;
  let repeatedRows = 0;
  const tooLong: string[] = [];
  for (const { file, caption } of rows) {
    const found = find(file);
    const stem = found === null && extensionOf(file) === "txt" ? findStem(stemOf(file)) : null;
    const paths = found === null ? (imagesOfStem.get(stem ?? "") ?? []) : [found];
    if (paths.length === 0) {
      unknownRows += 1;
      continue;
    }
    if (isTooLong(caption)) {
      tooLong.push(file);
      continue;
    }
    if (paths.every((path) => captions.has(path))) repeatedRows += 1;
    for (const path of paths) if (!captions.has(path)) captions.set(path, caption);
  }
  return { captions, unknownRows, repeatedRows, tooLong };
}
