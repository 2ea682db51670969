/** The matrix R on test, once the test labels are revealed. */

import type { ContinualRun, TestPredictions } from "./continual.ts";
import { distinctDomains } from "./task-sequence.ts";

export interface TestMatrix {
  /** R [T, T] */
  readonly accuracies: readonly (readonly number[])[];
  /** b [T] before any training */
  readonly initial: readonly number[];
}

/**
 * Accuracy on the test nodes of task j after task i, from the predictions that the run kept.
 *
 * @param labels class index of each test node, in node order
 * @param domains of each test node, for domain-il
 * @returns null when a task has no test node
 * @throws RangeError when domain-il has no domains
 */
export function testMatrix(
  run: ContinualRun,
  labels: ArrayLike<number>,
  domains: ArrayLike<number> | null,
): TestMatrix | null {
  const { scenario } = run.settings;
  const members = run.tasks.map((classes, task) => {
    const all = Array.from(labels);
    if (scenario !== "domain-il") return indicesWhere(all, (label) => classes.includes(label));
    if (domains === null) throw new RangeError("a domain-incremental run needs domains");
    const domain = distinctDomains(domains)[task];
    return indicesWhere(Array.from(domains), (candidate) => candidate === domain);
  });
  if (members.some((nodes) => nodes.length === 0)) return null;
  const row = (predictions: TestPredictions): number[] =>
    members.map((nodes, task) => {
      const predicted = predictions[scenario === "task-il" ? task : 0]!;
      return nodes.filter((node) => predicted[node] === labels[node]).length / nodes.length;
    });
  return { accuracies: run.testPredictions.map(row), initial: row(run.initialTestPredictions) };
}

function indicesWhere(
  values: readonly number[],
  holds: (value: number) => boolean,
): readonly number[] {
  return values.flatMap((value, index) => (holds(value) ? [index] : []));
}
