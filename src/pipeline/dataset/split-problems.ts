/** What a split leaves out, said for each file and class, for the list that a visitor reads and saves. */

import type { Dataset, DatasetProblem, Pools } from "../artifacts.ts";
import { heldOutOfGroups } from "./example-groups.ts";

/**
 * Both copies of every image that stands on two sides of the split, each image whose group does, each class that takes no part, and each
 * class that an official split does not test. A class is named by the path of its first image.
 */
export function splitProblems(dataset: Dataset, pools: Pools): readonly DatasetProblem[] {
  const { examples, classNames } = dataset;
  const problems: DatasetProblem[] = [];
  for (const { example, keptTestExample } of pools.duplicates) {
    const copy = examples[example]!;
    const kept = examples[keptTestExample]!;
    const same =
      copy.contentHash === kept.contentHash ? "same content as" : "almost the same features as";
    problems.push(
      {
        path: copy.path,
        reason: `Left out of training: ${same} the test image ${kept.path}.`,
        skipped: true,
      },
      {
        path: kept.path,
        reason: `Kept for test; its copy ${copy.path} is left out.`,
        skipped: false,
      },
    );
  }
  problems.push(...partedGroups(dataset, pools));
  const membersOf = classNames.map((): number[] => []);
  examples.forEach(({ label }, index) => {
    if (label !== null) membersOf[label]!.push(index);
  });
  classNames.forEach((className, label) => {
    const members = membersOf[label]!;
    const path = examples[members[0]!]!.path;
    if (pools.smallClasses.includes(label)) {
      const reason = `The class ${className} is left out: ${whyLeftOut(members.length)}.`;
      problems.push({ path, reason, skipped: true });
    } else if (!members.some((example) => pools.pool[example] === "test")) {
      const reason = `The class ${className} has no test image: it is trained but not tested.`;
      problems.push({ path, reason, skipped: false });
    }
  });
  return problems;
}

/** Images that an official split keeps apart from their group. */
function partedGroups(dataset: Dataset, pools: Pools): readonly DatasetProblem[] {
  const { examples } = dataset;
  const copies = new Set(pools.duplicates.map(({ example }) => example));
  const heldOut = heldOutOfGroups(dataset, pools.pool);
  return examples.flatMap(({ path, label, group }, example) => {
    const decisive = group === undefined ? undefined : heldOut.get(group);
    const isListed = copies.has(example) || label === null || pools.smallClasses.includes(label);
    if (pools.pool[example] !== "left-out" || decisive === undefined || isListed) return [];
    const reason = `Left out of training: of one group (${group}) with the ${pools.pool[decisive]} image ${examples[decisive]!.path}.`;
    return [{ path, reason, skipped: true }];
  });
}

function whyLeftOut(count: number): string {
  if (count >= 3) return "none of its images is left to train on";
  return `it has ${count} image${count === 1 ? "" : "s"} and needs at least 3`;
}
