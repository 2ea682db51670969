/** Where each image stands in the shown run: a part, or why it takes none. */

import type { Pools, RunSplit } from "../../pipeline/artifacts.ts";

export type ExampleMark = "train" | "validation" | "test" | "unused" | "unlabelled" | "left-out";

export const MARK_WORDS: Readonly<Record<ExampleMark, string>> = {
  train: "train",
  validation: "validation",
  test: "test",
  unused: "unused",
  unlabelled: "no label",
  "left-out": "left out",
};

/** [N]. A pool image that the run did not draw is unused. */
export function exampleMarks(pools: Pools, split: RunSplit): readonly ExampleMark[] {
  const marks: ExampleMark[] = pools.pool.map((pool) =>
    pool === "train" || pool === "validation" ? "unused" : pool,
  );
  for (const example of split.train) marks[example] = "train";
  for (const example of split.validation) marks[example] = "validation";
  for (const example of split.test) marks[example] = "test";
  return marks;
}

/** How many images carry each mark, in the order of the words; marks that no image carries are left out. */
export function markCounts(
  marks: readonly ExampleMark[],
): readonly { readonly mark: ExampleMark; readonly images: number }[] {
  return MARKS.map((mark) => ({
    mark,
    images: marks.filter((other) => other === mark).length,
  })).filter(({ images }) => images > 0);
}

const MARKS: readonly ExampleMark[] = [
  "train",
  "validation",
  "test",
  "unused",
  "unlabelled",
  "left-out",
];
