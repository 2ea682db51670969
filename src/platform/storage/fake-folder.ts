/** For tests only: a data set of images of no picture. */

import type { Dataset } from "../../pipeline/artifacts.ts";

/** @param paths each is its image's contents, too */
export function fakeFolder(name: string, paths: readonly string[]): Dataset {
  const examples = paths.map((path) => ({
    path,
    contentHash: path,
    width: 1,
    height: 1,
    label: null,
    officialPart: null,
    sidecarCaption: null,
  }));
  return { name, layout: "unlabelled", classNames: [], examples, problems: [] };
}
