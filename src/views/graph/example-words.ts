/** What may be said of an example: only what its mark says, so that nothing is uncovered in words that is covered in the picture. */

import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import { countOf } from "../format/count.ts";
import type { Neighbourhood } from "./neighbourhood.ts";

const ROLE_WORDS: Readonly<Record<NodeMark["role"], string>> = {
  train: "training",
  validation: "validation",
  test: "test",
  unlabelled: "no label",
  unused: "not in this run",
};

export function roleWords({ role }: NodeMark): string {
  return ROLE_WORDS[role];
}

/** "cat", "hidden until the reveal" or "no label" */
export function classWords(mark: NodeMark, classNames: readonly string[]): string {
  if (mark.covered) return "hidden until the reveal";
  return mark.ownClass === null ? "no label" : nameOf(mark.ownClass, classNames);
}

/** "dog, wrong"; null without a prediction */
export function predictionWords(mark: NodeMark, classNames: readonly string[]): string | null {
  if (mark.predictedClass === null) return null;
  const predicted = nameOf(mark.predictedClass, classNames);
  return mark.outcome === null ? predicted : `${predicted}, ${mark.outcome}`;
}

function nameOf(label: number, classNames: readonly string[]): string {
  return classNames[label] ?? `class ${label}`;
}

/** "3 neighbours at τ" */
export function degreeWords({ degree, complete }: Neighbourhood): string {
  return `${complete ? "" : "at least "}${countOf(degree, "neighbour")} at τ`;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
