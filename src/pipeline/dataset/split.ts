/**
 * Which images train, validate and test. The split seed fixes the pools once; a run seed draws its shots from them. The test pool is the
 * test set of every run.
 */

import { childSeed, createRandom } from "../../numeric/random.ts";
import {
  SHOTS,
  type Dataset,
  type Part,
  type Pool,
  type Pools,
  type RunSplit,
  type Shots,
} from "../artifacts.ts";
import { groupOf, groupsOf, leaveOutPartedGroups } from "./example-groups.ts";
import { sameNameKey } from "./file-path.ts";

/** A class with fewer images cannot have one in each part. */
const SMALLEST_CLASS = 3;

/** Most validation images a class that a run draws. */
const VALIDATION_SHOTS = 4;

/**
 * The pools of a split seed.
 *
 * Per class: official parts are kept as given, and an image that an official split does not mention trains. Without an official test image
 * anywhere, max(1, round 0.3 n) of the n images that are not official validation images become test; without any official test or
 * validation image, max(1, round 0.2 n) more become validation. A data set with an official test part and no validation part has its
 * validation images drawn from the train pool by each run. Images of a published draw always train.
 *
 * Left out: classes with fewer than three images; then images of the train and validation pools whose content stands in the test pool, or
 * that almost equal a test image; then classes that have no train image (they could not be learnt). A class that an official split does not
 * test stays and trains.
 *
 * Examples of one group (the same emoji in several styles) are drawn as one: n then counts groups, and a group of several classes stands
 * where the first of them drew it. Groups that an official split parts are left out of training, or else of validation.
 *
 * Depends on paths, labels, parts, contents and groups only, not on the order of files, and on each class apart from those it shares no
 * group with.
 *
 * @param almostEqual pairs of examples that count as copies of each other
 */
export function drawPools(
  dataset: Dataset,
  splitSeed: number,
  almostEqual: readonly { readonly first: number; readonly second: number }[] = [],
): Pools {
  const { examples, classNames } = dataset;
  const parts = new Set(examples.map((example) => example.officialPart));
  const drawTest = !parts.has("test");
  const validationFromTrain = !drawTest && !parts.has("validation");
  const drawValidation = drawTest && !parts.has("validation");

  const pool = examples.map((example): Pool => (example.label === null ? "unlabelled" : "train"));
  const drawn = new Set(Object.values(dataset.publishedShots ?? {}).flat());
  // Of a group with an official or published place no member is drawn.
  const groupPart = new Map<string | number, Part>();
  examples.forEach(({ label, officialPart }, example) => {
    const isFixed = officialPart === "test" || officialPart === "validation" || drawn.has(example);
    if (label !== null && isFixed) groupPart.set(groupOf(dataset, example), "train");
  });
  const smallClasses: number[] = [];
  membersByClass(dataset).forEach((members, label) => {
    if (members.length < SMALLEST_CLASS) {
      smallClasses.push(label);
      for (const example of members) pool[example] = "left-out";
      return;
    }
    for (const example of members) pool[example] = examples[example]!.officialPart ?? "train";
    const groups = groupsOf(
      dataset,
      members.filter((example) => pool[example] === "train" && !drawn.has(example)),
    );
    const order = [...groups.keys()];
    createRandom(childSeed(splitSeed, "pools", sameNameKey(classNames[label]!))).shuffle(order);
    const shares = {
      test: drawTest ? share(3, groups.length) : 0,
      validation: drawValidation ? share(2, groups.length) : 0,
    };
    const inOrder = order.map((place) => groups[place]!);
    drawGroups(dataset, pool, inOrder, shares, groupPart);
  });

  const duplicates = [
    ...leaveOutCopiesOfTest(dataset, pool),
    ...almostEqual.flatMap(({ first, second }) => [
      ...leaveOutCopy(pool, first, second),
      ...leaveOutCopy(pool, second, first),
    ]),
  ];
  leaveOutPartedGroups(dataset, pool);
  leaveOutUntrainedClasses(dataset, pool, smallClasses);
  return {
    splitSeed,
    pool,
    smallClasses: smallClasses.toSorted((a, b) => a - b),
    duplicates,
    validationFromTrain,
    defaultShots: defaultShots(dataset, pool, validationFromTrain),
  };
}

/**
 * One run's draw. Per class: K train images, or what is left, and min(K, 4) validation images, or what is left; K = "all" takes both
 * pools whole. Where validation comes from the train pool the train images are drawn first, all but one of the n pool images at most, and
 * K = "all" gives validation max(1, round 0.2 n) of them, but never the last one. More shots keep the train images of fewer.
 * Where the data set publishes its draw of K, every run trains on that one, and the seed draws validation images only.
 * Shots are images, not groups: K may hold one emoji in two styles. Where validation comes from the train pool, no image of a group that
 * trains validates; all but one, and 0.2 n, then count groups.
 *
 * @returns indices ascending; test and unlabelled do not depend on the run seed or on K
 */
export function drawRun(dataset: Dataset, pools: Pools, runSeed: number, shots: Shots): RunSplit {
  const train: number[] = [];
  const validation: number[] = [];
  const published = dataset.publishedShots?.[String(shots)];
  const chosen = published === undefined ? null : new Set(published);
  const inPool = (part: Part): number[][] =>
    membersByClass(dataset).map((members, label) => {
      const indices = members.filter((example) => pools.pool[example] === part);
      const name = sameNameKey(dataset.classNames[label]!);
      createRandom(childSeed(runSeed, "shots", part, name)).shuffle(indices);
      return indices;
    });
  const trainPools = inPool("train");
  for (const trainPool of trainPools) {
    train.push(
      ...(chosen === null
        ? trainDraw(dataset, trainPool, shots, pools.validationFromTrain)
        : trainPool.filter((example) => chosen.has(example))),
    );
  }
  const taken = new Set(train.map((example) => groupOf(dataset, example)));
  const validationPools = pools.validationFromTrain
    ? trainPools.map((own) => own.filter((example) => !taken.has(groupOf(dataset, example))))
    : inPool("validation");
  for (const validationPool of validationPools) {
    const most = shots === "all" ? validationPool.length : Math.min(shots, VALIDATION_SHOTS);
    validation.push(...validationPool.slice(0, most));
  }
  return {
    runSeed,
    train: Int32Array.from(train).sort(),
    validation: Int32Array.from(validation).sort(),
    test: indicesIn(pools, "test"),
    unlabelled: indicesIn(pools, "unlabelled"),
  };
}

/** Gives the first of the undecided groups to test and the next to validation, as many as the shares still lack; writes `pool` and `groupPart`. */
function drawGroups(
  dataset: Dataset,
  pool: Pool[],
  groups: readonly (readonly number[])[],
  shares: { readonly test: number; readonly validation: number },
  groupPart: Map<string | number, Part>,
): void {
  const decided = groups.map((group) => groupPart.get(groupOf(dataset, group[0]!)));
  const lacking = (part: "test" | "validation"): number =>
    Math.max(0, shares[part] - decided.filter((own) => own === part).length);
  let test = lacking("test");
  let validation = lacking("validation");
  groups.forEach((group, i) => {
    const part = decided[i] ?? (test-- > 0 ? "test" : validation-- > 0 ? "validation" : "train");
    groupPart.set(groupOf(dataset, group[0]!), part);
    for (const example of group) pool[example] = part;
  });
}

/** max(1, round(tenths n / 10)), halves up; in integers, because 0.3 * 5 need not be 1.5. */
function share(tenths: number, n: number): number {
  return Math.max(1, Math.floor((2 * tenths * n + 10) / 20));
}

/** The images of a shuffled train pool that train; where validation comes from it, its last groups are kept for that. */
function trainDraw(
  dataset: Dataset,
  trainPool: readonly number[],
  shots: Shots,
  validationFromTrain: boolean,
): readonly number[] {
  const groups = groupsOf(dataset, trainPool);
  const mostKept = validationFromTrain ? groups.length - 1 : 0;
  const kept = Math.min(shots === "all" ? share(2, groups.length) : 1, Math.max(0, mostKept));
  const keptExamples = new Set(groups.slice(groups.length - kept).flat());
  const free = trainPool.filter((example) => !keptExamples.has(example));
  return shots === "all" ? free : free.slice(0, shots);
}

/** [C] ascending example indices of each class. */
function membersByClass(dataset: Dataset): number[][] {
  const members: number[][] = dataset.classNames.map(() => []);
  dataset.examples.forEach(({ label }, example) => {
    if (label !== null) members[label]!.push(example);
  });
  return members;
}

function indicesIn(pools: Pools, pool: Pool): Int32Array {
  return Int32Array.from(pools.pool.flatMap((own, example) => (own === pool ? [example] : [])));
}

function leaveOutCopiesOfTest(dataset: Dataset, pool: Pool[]): Pools["duplicates"] {
  const testWith = new Map<string, number>();
  dataset.examples.forEach(({ contentHash }, example) => {
    if (pool[example] === "test" && !testWith.has(contentHash)) testWith.set(contentHash, example);
  });
  return dataset.examples.flatMap(({ contentHash }, example) => {
    const testExample = testWith.get(contentHash);
    return testExample === undefined ? [] : leaveOutCopy(pool, example, testExample);
  });
}

/** One entry where `example` would have trained or validated on a copy of a test image. */
function leaveOutCopy(pool: Pool[], example: number, keptTestExample: number): Pools["duplicates"] {
  if (pool[example] !== "train" && pool[example] !== "validation") return [];
  if (pool[keptTestExample] !== "test") return [];
  pool[example] = "left-out";
  return [{ example, keptTestExample }];
}

function leaveOutUntrainedClasses(dataset: Dataset, pool: Pool[], smallClasses: number[]): void {
  membersByClass(dataset).forEach((members, label) => {
    if (smallClasses.includes(label)) return;
    if (members.some((example) => pool[example] === "train")) return;
    smallClasses.push(label);
    for (const example of members) pool[example] = "left-out";
  });
}

/**
 * The largest number of shots up to 16 that every class that takes part has in its train pool, with one more (or one more group) for
 * validation where validation comes from there; 1 when no number does that.
 */
function defaultShots(
  dataset: Dataset,
  pool: readonly Pool[],
  validationFromTrain: boolean,
): Shots {
  const trainCounts = membersByClass(dataset)
    .map((members) => members.filter((example) => pool[example] === "train"))
    .filter((members) => members.length > 0)
    .map((members) => {
      const groupSizes = groupsOf(dataset, members).map(({ length }) => length);
      return members.length - (validationFromTrain ? Math.max(...groupSizes) : 0);
    });
  const fewest = Math.min(...trainCounts);
  const fitting = SHOTS.filter((shots) => shots !== "all" && shots <= fewest);
  return trainCounts.length === 0 ? 1 : (fitting.at(-1) ?? 1);
}
