/** Groups of examples that may not be parted by a split: the same emoji in several styles, several photos of one plant. */

import type { Dataset, Pool } from "../artifacts.ts";

/** The name of an example's group; its own index where it names none, so that it is a group alone. */
export function groupOf({ examples }: Dataset, example: number): string | number {
  return examples[example]!.group ?? example;
}

/** The given examples by group, groups in the order of their first. */
export function groupsOf(dataset: Dataset, members: readonly number[]): readonly number[][] {
  const groups = new Map<string | number, number[]>();
  for (const example of members) {
    const key = groupOf(dataset, example);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [example]);
    else group.push(example);
  }
  return [...groups.values()];
}

/** Of each group the example that decides for all: the first of test, or else the first of validation. By group; without groups nothing. */
export function heldOutOfGroups(
  { examples }: Dataset,
  pool: readonly Pool[],
): ReadonlyMap<string, number> {
  const heldOut = new Map<string, number>();
  for (const part of ["test", "validation"] as const) {
    examples.forEach(({ group }, example) => {
      if (group !== undefined && pool[example] === part && !heldOut.has(group)) {
        heldOut.set(group, example);
      }
    });
  }
  return heldOut;
}

/** Writes `left-out` for training and validation examples of a group that stands in test, and for training examples of one in validation. */
export function leaveOutPartedGroups(dataset: Dataset, pool: Pool[]): void {
  const heldOut = heldOutOfGroups(dataset, pool);
  dataset.examples.forEach(({ group }, example) => {
    const decisive = group === undefined ? undefined : heldOut.get(group);
    if (decisive === undefined || pool[example] === pool[decisive]) return;
    if (pool[example] === "train" || pool[example] === "validation") pool[example] = "left-out";
  });
}
