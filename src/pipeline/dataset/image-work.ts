/** A visitor's own work on images outlives changes of their folder: photos that are added, taken away and put back leave the work on the others as it was. */

import type { Dataset } from "../artifacts.ts";

/** Path and contents tell the image: another folder of the same name may hold other images under the same paths. */
export interface ImageWork<Work> {
  readonly path: string;
  readonly contentHash: string;
  readonly work: Work;
}

/** @returns by path, what is stored of the images of this data set */
export function workOn<Work>(
  { examples }: Dataset,
  stored: readonly ImageWork<Work>[],
): ReadonlyMap<string, Work> {
  const hashOf = new Map(examples.map(({ path, contentHash }) => [path, contentHash]));
  const fitting = stored.filter(({ path, contentHash }) => hashOf.get(path) === contentHash);
  return new Map(fitting.map(({ path, work }) => [path, work]));
}

/** @returns what is stored once `work` is all the work on the images of this data set; that on other images stays */
export function withWork<Work>(
  { examples }: Dataset,
  stored: readonly ImageWork<Work>[],
  work: ReadonlyMap<string, Work>,
): readonly ImageWork<Work>[] {
  const hashOf = new Map(examples.map(({ path, contentHash }) => [path, contentHash]));
  const others = stored.filter(({ path, contentHash }) => hashOf.get(path) !== contentHash);
  const own = [...work].flatMap(([path, of]) => {
    const contentHash = hashOf.get(path);
    return contentHash === undefined ? [] : [{ path, contentHash, work: of }];
  });
  return [...others, ...own];
}
