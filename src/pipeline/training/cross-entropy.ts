/** E15: cross-entropy of labelled examples, over all classes or over those of the current task. */

import {
  add,
  argMax,
  cast,
  dispose,
  equal,
  logSoftmax,
  mul,
  neg,
  sum,
  tensor1d,
  tensor2d,
  div,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from "../tensor.ts";

/** Far below any logit, and small enough that its exponential is exactly 0 in float32 without an infinity appearing. */
const EXCLUDED = -1e9;

/** Labels of n examples on the device. */
export interface ClassTargets {
  readonly count: number;
  /** [n] */
  readonly labels: Tensor1D;
  /** [n, C] */
  readonly oneHot: Tensor2D;
  /** [C], or [n, C] where examples belong to different tasks: 0 for a class of the task and -1e9 for any other; null when all classes take part. */
  readonly exclusion: Tensor1D | Tensor2D | null;
}

/**
 * @param labels class indices [n]
 * @param activeClasses the classes of the current task; all classes unless given
 * @throws RangeError if there is no label, or a label is no active class
 */
export function classTargets(
  labels: ArrayLike<number>,
  classCount: number,
  activeClasses: readonly number[] | null = null,
): ClassTargets {
  const active = new Set(activeClasses ?? Array.from({ length: classCount }, (_, index) => index));
  const values = Int32Array.from(labels);
  if (values.length === 0) throw new RangeError("no labelled example");
  const stray = values.find((label) => !active.has(label));
  if (stray !== undefined) throw new RangeError(`label ${stray} is no class of the task`);
  const indices = tensor1d(values, "int32");
  return {
    count: values.length,
    labels: indices,
    oneHot: tensor2d(oneHotRows(values, classCount), [values.length, classCount]),
    exclusion: activeClasses === null ? null : exclusionRow(active, classCount),
  };
}

/**
 * Targets of several tasks at once, each example over the classes of its own task: the task-IL bound that trains on all tasks together.
 *
 * @param tasks class indices of each task, no class in two of them
 * @throws RangeError if there is no label, or a label belongs to no task
 */
export function jointTaskTargets(
  labels: ArrayLike<number>,
  classCount: number,
  tasks: readonly (readonly number[])[],
): ClassTargets {
  const targets = classTargets(labels, classCount, tasks.flat());
  if (targets.exclusion !== null) dispose(targets.exclusion);
  const rows = new Float32Array(targets.count * classCount).fill(EXCLUDED);
  Array.from(labels).forEach((label, row) => {
    const task = tasks.find((classes) => classes.includes(label))!;
    for (const classIndex of task) rows[row * classCount + classIndex] = 0;
  });
  return { ...targets, exclusion: tensor2d(rows, [targets.count, classCount]) };
}

export function disposeTargets(targets: ClassTargets): void {
  dispose([targets.labels, targets.oneHot]);
  if (targets.exclusion !== null) dispose(targets.exclusion);
}

function exclusionRow(active: ReadonlySet<number>, classCount: number): Tensor1D {
  return tensor1d(
    Float32Array.from({ length: classCount }, (_, index) => (active.has(index) ? 0 : EXCLUDED)),
  );
}

function oneHotRows(labels: Int32Array, classCount: number): Float32Array {
  const rows = new Float32Array(labels.length * classCount);
  labels.forEach((label, index) => {
    rows[index * classCount + label] = 1;
  });
  return rows;
}

/** Logits whose excluded classes have probability 0. [n, C] -> [n, C]. */
export function activeLogits(logits: Tensor2D, targets: ClassTargets): Tensor2D {
  return targets.exclusion === null ? logits : add(logits, targets.exclusion);
}

/**
 * Mean cross-entropy CE = -(1/n) Σ_i log softmax(logits_i)[y_i] (natural logarithm), over the active classes.
 *
 * @param logits [n, C]
 */
export function crossEntropy(logits: Tensor2D, targets: ClassTargets): Scalar {
  const logProbabilities = logSoftmax(activeLogits(logits, targets));
  return div(neg(sum(mul(logProbabilities, targets.oneHot))), targets.count);
}

/** Number of examples whose largest active logit is their label's; the first of equal logits counts. */
export function correctCount(logits: Tensor2D, targets: ClassTargets): Scalar {
  return sum(cast(equal(argMax(activeLogits(logits, targets), 1), targets.labels), "float32"));
}
