/** Names of scenarios, methods and parameter blocks. */

import type { ContinualMethod, ContinualScenario } from "../../pipeline/continual/continual.ts";
import type { FisherEstimator } from "../../pipeline/training/fisher-estimator-name.ts";
import { count } from "../format/count.ts";

export const SCENARIO_NAMES: Readonly<Record<ContinualScenario, string>> = {
  "task-il": "Task-IL",
  "class-il": "Class-IL",
  "domain-il": "Domain-IL",
};

/** What is asked of a test image in each scenario. */
export const SCENARIO_WORDS: Readonly<Record<ContinualScenario, string>> = {
  "task-il": "the task is told, so only its classes compete",
  "class-il": "the task is not told, so all classes compete",
  "domain-il": "every task has all classes, in another domain",
};

export const FISHER_NAMES: Readonly<Record<FisherEstimator, string>> = {
  exact: "Exact",
  sampled: "Sampled",
  empirical: "Empirical",
  "probability-weighted": "Weighted by p(y)",
  batched: "Batched, 16",
};

export const FISHER_WORDS: Readonly<Record<FisherEstimator, string>> = {
  exact: "Expectation over the model's own labels, in closed form.",
  sampled: "One label an image, drawn from the model's own distribution.",
  empirical: "The observed label in place of the expectation.",
  "probability-weighted":
    "The observed label, weighted by its probability, as mammoth computes it: neither exact nor empirical.",
  batched:
    "The square of the batch-mean gradient, batches of 16: gradients of opposite sign cancel first, so this is no Fisher diagonal. Avalanche and the GA-Net scripts use it.",
};

export function methodWords(method: ContinualMethod): string {
  switch (method.kind) {
    case "ewc":
      return `EWC, ${FISHER_NAMES[method.fisher].toLowerCase()} Fisher${method.normalized === true ? " of mean 1" : ""}, ${method.accumulation}, λ ${strengthWords(method.lambda)}`;
    case "si":
      return `Synaptic Intelligence, c ${strengthWords(method.strength)}`;
    case "joint":
      return "Joint training, upper bound";
    case "fine-tuning":
      return "Plain fine-tuning, lower bound";
  }
}

/** 316.2 -> "320", 10000 -> "10,000" */
export function strengthWords(strength: number): string {
  return count(Number(strength.toPrecision(2)));
}

const BLOCKS: Readonly<Record<string, string>> = {
  downWeight: "Down, weights",
  downBias: "Down, biases",
  gcnWeight: "Graph convolution, weights",
  gcnBias: "Graph convolution, biases",
  upWeight: "Up, weights",
  upBias: "Up, biases",
  headWeight: "Classifier, weights",
  headBias: "Classifier, biases",
};

export function blockName(block: string): string {
  return BLOCKS[block] ?? block;
}
