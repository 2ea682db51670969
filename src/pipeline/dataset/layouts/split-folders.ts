/** Class folders inside folders of parts: train/cats/1.jpg, test/cats/2.jpg. The parts are kept as given. */

import { directoriesOf } from "../file-path.ts";
import { sharedDirectories } from "./base-directory.ts";
import type { ImageLabel, LayoutReader } from "./layout-reader.ts";
import { partNamed } from "./part-names.ts";

export const splitFolders: LayoutReader = {
  layout: "split-folders",
  fit: ({ imagePaths }) => {
    const labels = [...labelImages(imagePaths).values()];
    // A lone folder "train" may be a class of vehicles: the parts come at least in twos, with class folders inside.
    const parts = new Set(
      labels.filter((label) => label.className !== null).map(({ part }) => part),
    );
    return parts.has("train") && parts.size >= 2 ? "likely" : "no";
  },
  read: ({ imagePaths }) => ({ labels: labelImages(imagePaths), problems: [] }),
};

/** Images beside the part folders, or in a part but in no class folder, have no label. */
function labelImages(imagePaths: readonly string[]): ReadonlyMap<string, ImageLabel> {
  const shared = sharedDirectories(imagePaths);
  const labels = new Map<string, ImageLabel>();
  for (const path of imagePaths) {
    const [partFolder, classFolder] = directoriesOf(path).slice(shared);
    const part = partFolder === undefined ? null : partNamed(partFolder);
    if (part === null || classFolder === undefined) continue;
    labels.set(path, { className: classFolder, part, caption: null });
  }
  return labels;
}
