/** The split of the loaded data set: pools by split seed, draws by run seed. */

import type { Dataset, Pools, RunNodes, RunSplit } from "../../pipeline/artifacts.ts";
import { relabelled } from "../../pipeline/dataset/relabel.ts";
import { drawPools, drawRun } from "../../pipeline/dataset/split.ts";
import { runNodes } from "../../pipeline/graph/run-nodes.ts";
import { readyArtifact } from "../stage-run.ts";
import type { StudioState } from "../store.ts";
import type { NearDuplicate } from "../../pipeline/graph/near-duplicates.ts";
import { memoise } from "./memoise.ts";

/** As it was read, without the labels that the visitor added. */
export function selectReadDataset(state: StudioState): Dataset | null {
  return readyArtifact(state.dataset.run);
}

/** What every stage works on. */
export const selectDataset = memoise(
  (state) => [selectReadDataset(state), state.dataset.labelSteps],
  (dataset, steps): Dataset | null => (dataset === null ? null : relabelled(dataset, steps)),
);

const NONE: readonly NearDuplicate[] = [];

/** Pairs of examples that count as copies of each other. */
export function selectCopyPairs({ dataset }: StudioState): readonly NearDuplicate[] {
  const { nearDuplicates, dropNearDuplicates } = dataset;
  return nearDuplicates !== null && dropNearDuplicates ? nearDuplicates.pairs : NONE;
}

export const selectPools = memoise(
  (state) => [selectDataset(state), state.dataset.splitSeed, selectCopyPairs(state)],
  (dataset, splitSeed, copies): Pools | null =>
    dataset === null ? null : drawPools(dataset, splitSeed, copies),
);

/** One draw a run seed. */
export const selectRunSplits = memoise(
  (state) => [
    selectDataset(state),
    selectPools(state),
    state.training.settings.runSeeds,
    state.training.settings.shots,
  ],
  (dataset, pools, runSeeds, shots): readonly RunSplit[] =>
    dataset === null || pools === null
      ? []
      : runSeeds.map((runSeed) => drawRun(dataset, pools, runSeed, shots)),
);

/** The draw of the first run seed: the one that graph and strips show. */
export function selectShownSplit(state: StudioState): RunSplit | null {
  return selectRunSplits(state)[0] ?? null;
}

/** One graph's nodes a run seed. */
export const selectRuns = memoise(
  (state) => [selectDataset(state), selectPools(state), selectRunSplits(state), state.graph.scope],
  (dataset, pools, splits, scope): readonly RunNodes[] =>
    dataset === null || pools === null
      ? []
      : splits.map((split) => runNodes(dataset, pools, split, scope)),
);

/** Why the current data cannot be trained on, or null when it can. */
export type TrainingObstacle = "no-labels" | "single-class" | "classes-too-small" | "no-validation";

export const selectTrainingObstacle = memoise(
  (state) => [selectDataset(state), selectPools(state), selectRunSplits(state)],
  (dataset, pools, splits): TrainingObstacle | null => {
    if (dataset === null || pools === null) return null;
    if (dataset.examples.every((example) => example.label === null)) return "no-labels";
    const trained = new Set<number>();
    dataset.examples.forEach((example, i) => {
      if (example.label !== null && pools.pool[i] === "train") trained.add(example.label);
    });
    if (trained.size < 2)
      return dataset.classNames.length < 2 ? "single-class" : "classes-too-small";
    return splits.some(({ validation }) => validation.length === 0) ? "no-validation" : null;
  },
);
