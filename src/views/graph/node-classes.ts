/** A node's mark as the class names that the canvas style knows. */

import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import { classLook } from "./class-look.ts";

/**
 * Training and validation nodes are filled in their own class's colour, validation with a ring; test nodes are hollow in the predicted class's colour,
 * with a ring only once there is an outcome to show; all others are grey.
 */
export function nodeClasses(mark: NodeMark): string {
  switch (mark.role) {
    case "train":
      return ["train", ...look(mark.ownClass)].join(" ");
    case "validation":
      return ["validation", ...look(mark.ownClass), ...outcome(mark)].join(" ");
    case "test":
      return ["test", "hollow", ...look(mark.predictedClass), ...outcome(mark)].join(" ");
    case "unlabelled":
      return "unlabelled hollow no-class";
    case "unused":
      return "unused";
  }
}

function look(label: number | null): readonly string[] {
  if (label === null) return ["no-class"];
  const { hue, shape } = classLook(label);
  return [`hue-${hue}`, `shape-${shape}`];
}

function outcome({ outcome: found }: NodeMark): readonly string[] {
  return found === null ? [] : [found];
}
