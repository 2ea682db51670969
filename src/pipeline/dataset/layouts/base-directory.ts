/** Where the layout begins: below the directories that wrap the whole data set. */

import { directoriesOf } from "../file-path.ts";

/**
 * Number of leading directories that every image shares ("pets/images/a.jpg", "pets/images/b.jpg": 2).
 */
export function sharedDirectories(imagePaths: readonly string[]): number {
  const [first, ...rest] = imagePaths.map(directoriesOf);
  if (first === undefined) return 0;
  let shared = first.length;
  for (const directories of rest) {
    let same = 0;
    while (same < shared && directories[same] === first[same]) same++;
    shared = same;
  }
  return shared;
}
