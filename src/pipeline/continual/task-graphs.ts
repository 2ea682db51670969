/** The graph that each task of a sequence is trained and scored on. */

import { PART_CODES, type Progress, type RunNodes } from "../artifacts.ts";
import { createSeedRun, type SeedRun } from "../evaluation/seed-run.ts";
import type { TrainingTools } from "../evaluation/train-at-threshold.ts";
import type { ContinualProblem, ContinualSettings } from "./continual.ts";
import type { TaskSequence } from "./task-sequence.ts";

/** A graph, and which of its nodes belong to which task. */
export interface TaskGraph {
  readonly run: SeedRun;
  readonly sequence: TaskSequence;
}

export interface TaskGraphs {
  /** The graph of a task, in order; the one before it is freed unless it is the same. */
  readonly of: (task: number) => Generator<Progress, TaskGraph>;
  readonly dispose: () => void;
}

/**
 * One graph over the training nodes of all tasks, or, with `settings.graph` "so-far", task after task one over those of the finished tasks and its own.
 * Validation and test nodes of all tasks are in each, and attach to its training nodes.
 */
export function createTaskGraphs(
  problem: ContinualProblem,
  { graph, threshold }: Pick<ContinualSettings, "graph" | "threshold">,
  sequence: TaskSequence,
  kernels: TrainingTools["kernels"],
): TaskGraphs {
  let opened: (TaskGraph & { readonly task: number }) | null = null;
  const dispose = (): void => {
    opened?.run.dispose();
    opened = null;
  };
  return {
    of: function* (task) {
      if (opened !== null && (opened.task === task || graph !== "so-far")) return opened;
      dispose();
      const [all] = problem.graph.runs;
      if (all === undefined) throw new RangeError("a sequence of tasks needs a run");
      const places = graph === "so-far" ? placesUpTo(all, sequence, task) : null;
      const nodes = places === null ? all : nodesAt(all, places);
      const sweep = { ...problem.graph, runs: [nodes] };
      const run = yield* createSeedRun(sweep, nodes.runSeed, kernels);
      opened = {
        task,
        run,
        sequence:
          places === null
            ? sequence
            : { tasks: sequence.tasks, holds: (t, node) => sequence.holds(t, places[node]!) },
      };
      yield* run.prepare(threshold);
      return opened;
    },
    dispose,
  };
}

/** All nodes but the training nodes of later tasks. */
function placesUpTo(nodes: RunNodes, { holds }: TaskSequence, last: number): Int32Array {
  const tasks = [...Array(last + 1).keys()];
  return Int32Array.from(nodes.part.keys()).filter(
    (node) => nodes.part[node] !== PART_CODES.train || tasks.some((task) => holds(task, node)),
  );
}

function nodesAt(nodes: RunNodes, places: Int32Array): RunNodes {
  return {
    ...nodes,
    example: places.map((place) => nodes.example[place]!),
    part: Uint8Array.from(places, (place) => nodes.part[place]!),
    label: places.map((place) => nodes.label[place]!),
  };
}
