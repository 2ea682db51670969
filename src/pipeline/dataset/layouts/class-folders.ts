/** One folder a class: cats/1.jpg, dogs/2.jpg. Deeper folders belong to the class above them; files at the top have no label. */

import { directoriesOf } from "../file-path.ts";
import { sharedDirectories } from "./base-directory.ts";
import type { ImageLabel, LayoutReader } from "./layout-reader.ts";

/** Names of a single folder that wraps images and says nothing about what they show. */
const WRAPPERS = new Set(
  "images image imgs img photos photo pictures pics jpg jpeg png data".split(" "),
);

export const classFolders: LayoutReader = {
  layout: "class-folders",
  fit: ({ imagePaths }) => {
    const names = new Set(imagePaths.map(classNamer(imagePaths)).filter((name) => name !== null));
    if (names.size >= 2) return "likely";
    const [only] = names;
    return only === undefined || WRAPPERS.has(only.toLowerCase()) ? "no" : "possible";
  },
  read: ({ imagePaths }) => {
    const nameOf = classNamer(imagePaths);
    const labels = new Map<string, ImageLabel>();
    for (const path of imagePaths) {
      labels.set(path, { className: nameOf(path), part: null, caption: null });
    }
    return { labels, problems: [] };
  },
};

function classNamer(imagePaths: readonly string[]): (path: string) => string | null {
  const shared = sharedDirectories(imagePaths);
  // When all images lie in one directory it is the class, not a wrapper of classes.
  const oneDirectory = imagePaths.every((path) => directoriesOf(path).length === shared);
  const classDepth = oneDirectory ? shared - 1 : shared;
  return (path) => directoriesOf(path)[classDepth] ?? null;
}
