/** What a method remembers between the tasks of a sequence. */

import { createRandom } from "../../numeric/random.ts";
import { dispose, stack, sum, tidy, type Tensor } from "../tensor.ts";
import type { TrainableModel } from "../trainable-model.ts";
import { takeCheckpoint } from "../training/checkpoint.ts";
import type { ClassTargets } from "../training/cross-entropy.ts";
import {
  consolidateOnline,
  disposeConsolidatedTask,
  type ConsolidatedTask,
} from "../training/ewc-penalty.ts";
import { estimateFisher, withMeanOne } from "../training/fisher-estimators.ts";
import { createPathIntegral, type PathIntegral } from "../training/synaptic-intelligence.ts";
import type { TrainingPlan } from "../training/train.ts";
import type { ContinualMethod } from "./continual.ts";

interface Importance {
  /** Mean of each parameter block's importance, summed over the finished tasks, by block name; empty without any. */
  readonly means: Readonly<Record<string, number>>;
  /** Sum over all parameters. */
  readonly trace: number;
}

export interface Protection<Examples> {
  /** Before a task: what its training minds. */
  readonly begin: () => Pick<TrainingPlan<Examples>, "ewcLambda" | "finishedTasks" | "onUpdate">;
  /** After it, at θ*. */
  readonly finish: (examples: Examples, targets: ClassTargets) => Promise<void>;
  readonly importance: () => Promise<Importance>;
  readonly dispose: () => void;
}

/** @param seed of the estimators that draw */
export function createProtection<Examples>(
  method: ContinualMethod,
  model: TrainableModel<Examples>,
  seed: number,
): Protection<Examples> {
  const random = createRandom(seed);
  let finished: readonly ConsolidatedTask[] = [];
  let path: PathIntegral | null = null;
  const endPath = (): void => {
    path?.dispose();
    path = null;
  };
  return {
    begin: () => {
      if (method.kind === "ewc") return { ewcLambda: method.lambda, finishedTasks: finished };
      if (method.kind !== "si") return { ewcLambda: 0, finishedTasks: [] };
      path = createPathIntegral(model.parameters);
      // c Σ Ω d² is (λ/2) Σ Ω d² at λ = 2c.
      const ewcLambda = 2 * method.strength;
      return { ewcLambda, finishedTasks: finished, onUpdate: path.onUpdate };
    },
    finish: async (examples, targets) => {
      if (path !== null) finished = [path.consolidate(finished[0] ?? null)];
      endPath();
      if (method.kind !== "ewc") return;
      const estimated = await estimateFisher(method.fisher, model, examples, targets, random);
      const fisher = method.normalized === true ? withMeanOne(estimated) : estimated;
      const task = { fisher, anchor: takeCheckpoint(model.parameters) };
      finished =
        method.accumulation === "online"
          ? [consolidateOnline(finished[0] ?? null, task)]
          : [...finished, task];
    },
    importance: () => importanceOf(model, finished),
    dispose: () => {
      endPath();
      finished.forEach(disposeConsolidatedTask);
      finished = [];
    },
  };
}

async function importanceOf<Examples>(
  model: TrainableModel<Examples>,
  tasks: readonly ConsolidatedTask[],
): Promise<Importance> {
  if (tasks.length === 0) return { means: {}, trace: 0 };
  const summed = tidy(() =>
    stack(
      model.parameters.map((_, index) =>
        sum(stack(tasks.map(({ fisher }): Tensor => sum(fisher[index]!)))),
      ),
    ),
  );
  const sums = await summed.data();
  dispose(summed);
  return {
    means: Object.fromEntries(
      model.parameters.map(({ name, variable }, index) => [name, sums[index]! / variable.size]),
    ),
    trace: Array.from(sums).reduce((total, value) => total + value, 0),
  };
}
