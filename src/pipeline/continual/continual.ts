/** A sequence of tasks: what is set, and what one seed of it gives (ganet.md section 7). */

import type { Progress, RunNodes } from "../artifacts.ts";

export type ContinualScenario = "task-il" | "class-il" | "domain-il";

export type FisherEstimator = "exact" | "sampled" | "empirical" | "batched";

/** How the weights of finished tasks are protected. `joint` trains on all tasks at once, `fine-tuning` protects nothing: the two bounds. */
export type ContinualMethod =
  | {
      readonly kind: "ewc";
      readonly fisher: FisherEstimator;
      readonly accumulation: "online" | "separate";
      /** λ of E16, with the factor 1/2. */
      readonly lambda: number;
    }
  | { readonly kind: "si"; readonly strength: number }
  | { readonly kind: "joint" }
  | { readonly kind: "fine-tuning" };

export interface ContinualSettings {
  readonly scenario: ContinualScenario;
  /** T; of domain-il as many as there are domains. */
  readonly taskCount: number;
  readonly threshold: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly method: ContinualMethod;
}

export interface ContinualProblem {
  /** s z by example. */
  readonly features: {
    readonly rows: number;
    readonly dimension: number;
    readonly values: Float32Array;
  };
  /** Inductive, one seed. */
  readonly nodes: RunNodes;
  readonly bottleneckDimension: number;
  readonly residual: boolean;
  readonly activation: "relu" | "none";
  /** [n] domain of each node for domain-il; null elsewhere. */
  readonly domains: Int32Array | null;
}

/** One sequence. Test predictions are kept, not scored; the matrix on validation is scored. */
export interface ContinualRun {
  readonly runSeed: number;
  readonly settings: ContinualSettings;
  /** [T] class indices of each task (all classes in domain-il). */
  readonly tasks: readonly (readonly number[])[];
  /** R on validation [T, T]: accuracy on task j after task i. */
  readonly validation: readonly (readonly number[])[];
  /** [T] before any training. */
  readonly initialValidation: readonly number[];
  /** [T] predictions of the test nodes of each task's classes or domain after each task: [after task][task][node]. */
  readonly testPredictions: readonly (readonly (readonly number[])[])[];
  readonly initialTestPredictions: readonly (readonly number[])[];
  /** Mean Fisher value of each parameter block after each task, by block name; empty without a Fisher diagonal. */
  readonly fisherMeans: readonly Readonly<Record<string, number>>[];
  /** Sum over all parameters of the Fisher diagonal after the last task. */
  readonly fisherTrace: number;
  readonly seconds: number;
}

export type RunContinual = (
  problem: ContinualProblem,
  settings: ContinualSettings,
  clock: () => number,
) => AsyncGenerator<Progress, ContinualRun>;
