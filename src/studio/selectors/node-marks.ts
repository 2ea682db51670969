/**
 * How each example may look in the graph, and no more: the class of a test image stays out of every mark until the reveal,
 * so a view that reads only marks cannot show it too early.
 */

import {
  PART_CODES,
  type Part,
  type Pools,
  type RunNodes,
  type RunPoint,
  type RunSplit,
} from "../../pipeline/artifacts.ts";
import { selectTestResult } from "./accuracy-curve.ts";
import { memoise } from "./memoise.ts";
import { selectDataset, selectPools, selectRuns, selectShownSplit } from "./pools.ts";
import { selectSweepKey } from "./sweep-key.ts";
import { selectGraphAlongAxis, selectRankedPairs } from "./threshold-axis.ts";

export interface NodeMark {
  readonly example: number;
  /** Its part in the shown run; "unused" when it is in none and stands outside the graph. */
  readonly role: Part | "unlabelled" | "unused";
  /** Class index that may be shown as this image's own; null while it is hidden, or unknown. */
  readonly ownClass: number | null;
  /** Prediction of the trained run nearest to τ; null without one. */
  readonly predictedClass: number | null;
  /** Null while it may not be shown, and for images that are not scored. */
  readonly outcome: "correct" | "wrong" | null;
  /** True for a test image, and for a copy of one, before the reveal. */
  readonly covered: boolean;
}

/** The seed whose graph is shown, at the trained threshold nearest to τ: of the sweep or of the run that a rest of τ started, each unless it belongs to other settings. */
export const selectNearestRun = memoise(
  (state) => [
    state.evaluation.sweep,
    state.evaluation.livePoint,
    selectSweepKey(state),
    selectShownSplit(state)?.runSeed ?? null,
    state.graph.threshold,
    selectGraphAlongAxis(state)?.range ?? null,
  ],
  (sweep, live, key, runSeed, threshold, range): RunPoint | null => {
    const trained = [
      ...(sweep?.key === key ? sweep.points : []),
      ...(live?.key === key ? [live.point] : []),
    ];
    const distance = (point: RunPoint): number =>
      Math.abs(onAxis(point.threshold, range) - threshold);
    let nearest: RunPoint | null = null;
    for (const point of trained) {
      if (point.runSeed !== runSeed) continue;
      if (nearest === null || distance(point) < distance(nearest)) {
        nearest = point;
      }
    }
    return nearest;
  },
);

/** The complete and the empty graph stand at the ends of the axis, as in the curve. */
function onAxis(threshold: number, range: readonly [number, number] | null): number {
  if (range === null || Math.abs(threshold) < 1) return threshold;
  return threshold < 0 ? range[0] : range[1];
}

/** [N] one mark an example; empty without data. Another array only when a mark may have changed, which a small move of τ does not do. */
export const selectNodeMarks = memoise(
  (state) => [
    selectDataset(state),
    selectPools(state),
    selectRankedPairs(state)?.nodes ?? selectRuns(state)[0] ?? null,
    selectShownSplit(state),
    selectNearestRun(state),
    selectTestResult(state) !== null,
  ],
  (dataset, pools, nodes, split, run, revealed): readonly NodeMark[] => {
    if (dataset === null || pools === null) return [];
    const roles = rolesOfRun(dataset.examples.length, nodes);
    const predictions =
      run === null || split === null ? new Map<number, number>() : predictionsOf(split, run);
    const covered = revealed ? new Set<number>() : coveredExamples(pools);
    return dataset.examples.map(({ label }, example) => {
      const ownClass = covered.has(example) ? null : label;
      const predictedClass = predictions.get(example) ?? null;
      return {
        example,
        role: roles[example] ?? "unused",
        ownClass,
        predictedClass,
        outcome: outcomeOf(ownClass, predictedClass),
        covered: covered.has(example),
      };
    });
  },
);

const ROLE_OF_CODE = new Map<number, Part | "unlabelled">([
  [PART_CODES.train, "train"],
  [PART_CODES.validation, "validation"],
  [PART_CODES.test, "test"],
  [PART_CODES.unlabelled, "unlabelled"],
]);

function rolesOfRun(examples: number, nodes: RunNodes | null): readonly NodeMark["role"][] {
  const roles = Array.from({ length: examples }, (): NodeMark["role"] => "unused");
  nodes?.example.forEach((example, node) => {
    roles[example] = ROLE_OF_CODE.get(nodes.part[node] ?? PART_CODES.unlabelled) ?? "unlabelled";
  });
  return roles;
}

/** A run lists its predictions in the order of its split. */
function predictionsOf(split: RunSplit, run: RunPoint): ReadonlyMap<number, number> {
  const predictions = new Map<number, number>();
  const assign = (examples: Int32Array, classes: readonly number[]): void => {
    classes.forEach((predicted, k) => {
      const example = examples[k];
      if (example !== undefined) predictions.set(example, predicted);
    });
  };
  assign(split.validation, run.validationPredictions);
  assign(split.test, run.testPredictions);
  return predictions;
}

/** Test images, and the copies of test images that were left out of the train pool: a copy has the class of its original. */
function coveredExamples(pools: Pools): ReadonlySet<number> {
  const test = pools.pool.flatMap((pool, example) => (pool === "test" ? [example] : []));
  return new Set([...test, ...pools.duplicates.map(({ example }) => example)]);
}

function outcomeOf(ownClass: number | null, predictedClass: number | null): NodeMark["outcome"] {
  if (ownClass === null || predictedClass === null) return null;
  return predictedClass === ownClass ? "correct" : "wrong";
}
