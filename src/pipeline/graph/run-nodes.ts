/** The nodes of one run's graph, with the labels that training may not see left out. */

import {
  PART_CODES,
  type Dataset,
  type GraphScope,
  type Pools,
  type RunNodes,
  type RunSplit,
} from "../artifacts.ts";

/**
 * Nodes in the order train, validation, test, unlabelled; the last only in transductive scope.
 * Labels of test and unlabelled nodes are -1, so that nothing behind this function can read them.
 *
 * @returns n nodes
 * @throws RangeError if a training or validation image carries no label or stands in the test pool
 */
export function runNodes(
  dataset: Dataset,
  pools: Pools,
  split: RunSplit,
  scope: GraphScope,
): RunNodes {
  const unlabelled = scope === "transductive" ? split.unlabelled : new Int32Array();
  const count =
    split.train.length + split.validation.length + split.test.length + unlabelled.length;
  const example = new Int32Array(count);
  const part = new Uint8Array(count);
  const label = new Int32Array(count).fill(-1);
  let node = 0;
  const place = (examples: Int32Array, code: number): void => {
    example.set(examples, node);
    part.fill(code, node, node + examples.length);
    node += examples.length;
  };
  place(split.train, PART_CODES.train);
  place(split.validation, PART_CODES.validation);
  const labelled = node;
  place(split.test, PART_CODES.test);
  place(unlabelled, PART_CODES.unlabelled);
  for (let i = 0; i < labelled; i++) {
    const known = dataset.examples[example[i]!]?.label;
    if (known === null || known === undefined || pools.pool[example[i]!] === "test") {
      throw new RangeError(`example ${example[i]!} cannot be trained on`);
    }
    label[i] = known;
  }
  return {
    runSeed: split.runSeed,
    scope,
    classCount: dataset.classNames.length,
    example,
    part,
    label,
  };
}

/** Number of training nodes, which come first. */
export function trainingCount(nodes: RunNodes): number {
  const end = nodes.part.findIndex((code) => code !== PART_CODES.train);
  return end === -1 ? nodes.part.length : end;
}

/** Number of nodes that send to others; they come first. */
export function senderCount(nodes: RunNodes): number {
  return nodes.scope === "inductive" ? trainingCount(nodes) : nodes.part.length;
}

/** Indices of the nodes of one part, ascending. @param code of PART_CODES */
export function nodesOfPart({ part }: RunNodes, code: number): Int32Array {
  return Int32Array.from(part.keys()).filter((node) => part[node] === code);
}

/**
 * Number of nodes whose label is known: all training nodes, and others that come after them, before all without a label.
 *
 * @throws RangeError if the nodes come in another order
 */
export function labelledCount(nodes: RunNodes): number {
  const end = nodes.label.findIndex((label) => label < 0);
  const count = end === -1 ? nodes.label.length : end;
  if (count < trainingCount(nodes) || nodes.label.subarray(count).some((label) => label >= 0)) {
    throw new RangeError("nodes with a label must come first, and training nodes need one");
  }
  return count;
}
