/** Flat names of the Oxford-IIIT Pet kind: class, underscore, number (Egyptian_Mau_12.jpg). A class may have several words. */

import { directoryOf, fileNameOf, sameNameKey, stemOf } from "../file-path.ts";
import type { ImageLabel, LayoutReader } from "./layout-reader.ts";

/** What cameras and programs write before the number: no class, even where the name has its form. */
const CAMERA_NAME =
  /^(img|image|dscn?|dscf|dcim|pxl|mvimg|gopr|wp|vid|photo|picture|pic|scan|frame|screenshot)([_\- ]?\d*)*$/i;

export const oxfordNames: LayoutReader = {
  layout: "oxford-names",
  fit: ({ imagePaths }) => {
    const counts = new Map<string, number>();
    for (const path of imagePaths) {
      const name = classNameIn(path);
      if (name === null) continue;
      const key = sameNameKey(name);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const named = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const repeated = [...counts.values()].filter((count) => count >= 2).length;
    // Names that happen to end in a number are told apart by their classes: most of them repeat.
    const plausible =
      counts.size >= 2 && repeated > counts.size / 2 && named > imagePaths.length / 2;
    if (!plausible) return "no";
    return new Set(imagePaths.map(directoryOf)).size === 1 ? "likely" : "possible";
  },
  read: ({ imagePaths }) => {
    const labels = new Map<string, ImageLabel>();
    for (const path of imagePaths) {
      labels.set(path, { className: classNameIn(path), part: null, caption: null });
    }
    return { labels, problems: [] };
  },
};

function classNameIn(path: string): string | null {
  const name = /^(.*[^_])_+\d+$/su.exec(fileNameOf(stemOf(path)))?.[1];
  return name === undefined || CAMERA_NAME.test(name) || !/\p{L}/u.test(name) ? null : name;
}
