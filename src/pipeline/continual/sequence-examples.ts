/** The nodes of a sequence on the device: each task's training rows, and all that is scored after it. */

import type { GraphExamples } from "../adapter/graph-adapter.ts";
import type { SeedRun } from "../evaluation/seed-run.ts";
import { ConstantMatrix } from "../tensor.ts";
import {
  classTargets,
  disposeTargets,
  jointTaskTargets,
  type ClassTargets,
} from "../training/cross-entropy.ts";
import type { ContinualScenario } from "./continual.ts";
import { lossClasses, type TaskSequence } from "./task-sequence.ts";

export interface LabelledExamples {
  readonly examples: GraphExamples;
  readonly targets: ClassTargets;
}

/** Rows of X, Â X and Â 1 of some nodes. The caller disposes them with `disposeExamples`. */
export function uploadExamples(run: SeedRun, threshold: number, rows: Int32Array): GraphExamples {
  const { aggregated, ones } = run.graph(threshold).aggregated(rows);
  const [width] = run.initial.downWeight.shape;
  return {
    features: new ConstantMatrix(run.features(rows), rows.length, width),
    aggregated: new ConstantMatrix(aggregated, rows.length, width),
    aggregatedOnes: new ConstantMatrix(ones, rows.length, 1),
  };
}

export function disposeExamples({ features, aggregated, aggregatedOnes }: GraphExamples): void {
  features.dispose();
  aggregated.dispose();
  aggregatedOnes.dispose();
}

/**
 * The labelled nodes of a part that training at `task` uses, with the loss's mask: those of the task alone, or, for joint training, of all tasks so far.
 */
export function uploadTask(
  run: SeedRun,
  threshold: number,
  part: SeedRun["train"],
  { tasks, holds }: TaskSequence,
  { scenario, task, joint }: TaskChoice,
): LabelledExamples {
  const used = joint ? [...Array(task + 1).keys()] : [task];
  const kept = [...part.rows.keys()].filter((i) => used.some((t) => holds(t, part.rows[i]!)));
  const labels = kept.map((i) => part.labels[i]!);
  const { classCount } = run.nodes;
  return {
    examples: uploadExamples(
      run,
      threshold,
      Int32Array.from(kept, (i) => part.rows[i]!),
    ),
    targets:
      joint && scenario === "task-il"
        ? jointTaskTargets(labels, classCount, tasks.slice(0, task + 1))
        : classTargets(labels, classCount, lossClasses(scenario, tasks, task)),
  };
}

export interface TaskChoice {
  readonly scenario: ContinualScenario;
  readonly task: number;
  readonly joint: boolean;
}

export function disposeLabelled({ examples, targets }: LabelledExamples): void {
  disposeExamples(examples);
  disposeTargets(targets);
}
