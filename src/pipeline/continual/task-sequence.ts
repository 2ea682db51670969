/** Which classes and which nodes are the tasks of a sequence. */

import { childSeed, createRandom } from "../../numeric/random.ts";
import { PART_CODES, type RunNodes } from "../artifacts.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";
import type { ContinualProblem, ContinualScenario, ContinualSettings } from "./continual.ts";

export interface TaskSequence {
  /** [T] class indices of each task */
  readonly tasks: readonly (readonly number[])[];
  /** Whether a labelled node belongs to task t. */
  readonly holds: (task: number, node: number) => boolean;
}

/**
 * Class-incremental (task-il, class-il): the classes in an order shuffled by the run seed, cut into T tasks as equal as they go, the larger ones first
 * (37 classes: 8, 8, 7, 7, 7). Domain-incremental: one task a domain, in the order of their numbers, each of all classes.
 *
 * Classes without a training node belong to no task.
 *
 * @throws RangeError unless each task has a class, a training and a validation node, and for domain-il without domains or with another number of them
 */
export function taskSequence(
  { graph, domains }: ContinualProblem,
  { scenario, taskCount }: Pick<ContinualSettings, "scenario" | "taskCount">,
): TaskSequence {
  const [nodes] = graph.runs;
  if (nodes === undefined) throw new RangeError("a sequence of tasks needs a run");
  const sequence =
    scenario === "domain-il"
      ? domainSequence(nodes, domains, taskCount)
      : classSequence(nodes, taskCount);
  sequence.tasks.forEach((_, task) => {
    for (const part of ["train", "validation"] as const) {
      const members = nodesOfPart(nodes, PART_CODES[part]);
      if (members.some((node) => sequence.holds(task, node))) continue;
      throw new RangeError(`task ${task + 1} of ${taskCount} has no ${part} image`);
    }
  });
  return sequence;
}

function classSequence(nodes: RunNodes, taskCount: number): TaskSequence {
  const tasks = classTasks(trainedClasses(nodes), taskCount, nodes.runSeed);
  const taskOf = new Map(tasks.flatMap((classes, task) => classes.map((label) => [label, task])));
  return { tasks, holds: (task, node) => taskOf.get(nodes.label[node]!) === task };
}

function domainSequence(
  nodes: RunNodes,
  domains: Int32Array | null,
  taskCount: number,
): TaskSequence {
  if (domains === null) throw new RangeError("the data set names no domains");
  const present = distinctDomains(domains);
  if (present.length !== taskCount) {
    throw new RangeError(`${present.length} domains cannot be ${taskCount} tasks`);
  }
  const classes = trainedClasses(nodes);
  return {
    tasks: present.map(() => classes),
    holds: (task, node) => domains[node] === present[task],
  };
}

/** Ascending: task t of domain-il is the t-th of them. */
export function distinctDomains(domains: ArrayLike<number>): number[] {
  return [...new Set(Array.from(domains))].toSorted((a, b) => a - b);
}

/** @returns [T] the classes of each task, in their shuffled order @throws RangeError unless every task gets a class */
export function classTasks(
  classes: readonly number[],
  taskCount: number,
  runSeed: number,
): number[][] {
  if (!Number.isInteger(taskCount) || taskCount < 1 || taskCount > classes.length) {
    throw new RangeError(`${classes.length} classes cannot be ${taskCount} tasks`);
  }
  const order = [...classes];
  createRandom(childSeed(runSeed, "class order")).shuffle(order);
  const small = Math.floor(classes.length / taskCount);
  const larger = classes.length % taskCount;
  return Array.from({ length: taskCount }, (_, task) => {
    const start = task * small + Math.min(task, larger);
    return order.slice(start, start + small + (task < larger ? 1 : 0));
  });
}

function trainedClasses(nodes: RunNodes): number[] {
  const labels = nodesOfPart(nodes, PART_CODES.train).map((node) => nodes.label[node]!);
  return [...new Set(labels)].toSorted((a, b) => a - b);
}

/**
 * Classes over which the loss of a task is taken; null for all. Task-IL: the task's own; class-IL: those of all tasks so far; domain-IL: all.
 */
export function lossClasses(
  scenario: ContinualScenario,
  tasks: readonly (readonly number[])[],
  task: number,
): readonly number[] | null {
  if (scenario === "domain-il") return null;
  return scenario === "task-il" ? tasks[task]! : tasks.slice(0, task + 1).flat();
}
