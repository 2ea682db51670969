/** A sequence of tasks: what is set, and what one seed of it gives (ganet.md section 7). */

import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import type { Progress } from "../artifacts.ts";
import type { SweepProblem } from "../evaluation/seed-run.ts";
import type { TrainingTools } from "../evaluation/train-at-threshold.ts";
import type { FisherEstimator } from "../training/fisher-estimator-name.ts";

export type ContinualScenario = "task-il" | "class-il" | "domain-il";

/** How the weights of finished tasks are protected. `joint` trains on all tasks at once, `fine-tuning` protects nothing: the two bounds. */
export type ContinualMethod =
  | {
      readonly kind: "ewc";
      readonly fisher: FisherEstimator;
      readonly accumulation: "online" | "separate";
      /** Each task's F is divided by its mean over all parameters, so that λ means the same whatever estimator and however sure the model. */
      readonly normalized?: true;
      /** λ of E16, with the factor 1/2. */
      readonly lambda: number;
    }
  /** Ω = c Σ_p Ω_p (θ_p - θ*_p)², without a factor 1/2: c is `strength`. */
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
  /** The graph holds the training images of finished tasks and the present one alone; without it those of all tasks, later ones as features only. */
  readonly graph?: "so-far";
}

export interface ContinualProblem {
  /** Its `runs` hold one seed, inductive. Similarities are those of its features z; the network sees s z. Its `training` is not read. */
  readonly graph: SweepProblem;
  /** [n] domain of each node for domain-il, from 0; null elsewhere. */
  readonly domains: Int32Array | null;
  /** Weights before the first task; those of the run seed unless given. */
  readonly initial?: AdapterParameterValues;
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
  /** Test predictions after each task, [T]. */
  readonly testPredictions: readonly TestPredictions[];
  readonly initialTestPredictions: TestPredictions;
  /** Mean Fisher value (of Synaptic Intelligence: importance) of each parameter block after each task, by block name; empty where there is none. */
  readonly fisherMeans: readonly Readonly<Record<string, number>>[];
  /** Sum over all parameters of the Fisher diagonal after the last task, summed over tasks. */
  readonly fisherTrace: number;
  readonly seconds: number;
}

/**
 * Class index of every test node, in node order. In task-il one list a task, each over that task's classes only; elsewhere one list, over all classes.
 * Which task a test node belongs to is told by its label or domain, and so at the reveal.
 */
export type TestPredictions = readonly (readonly number[])[];

/** A TensorFlow.js backend is open already. */
type ContinualTools = Pick<TrainingTools, "kernels" | "clock">;

export type RunContinual = (
  problem: ContinualProblem,
  settings: ContinualSettings,
  tools: ContinualTools,
) => AsyncGenerator<Progress, ContinualRun>;
