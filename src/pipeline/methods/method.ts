/** What every few-shot method is: the same data in, the same record out, tuned on validation with the same budget of trials. */

import type { GraphScope, Progress } from "../artifacts.ts";
import type { SweepProblem } from "../evaluation/seed-run.ts";
import type { TrainingTools } from "../evaluation/train-at-threshold.ts";
import type { StudyProblem } from "./study-problem.ts";

/** Most configurations a method may validate, one seed: as many as the threshold sweep has thresholds. */
export const TRIAL_BUDGET = 20;

/** Rows of the three parts of one seed's draw, [rows, dimension] each, in the order of its `RunNodes`. No test label is among them. */
export interface PartRows {
  readonly dimension: number;
  readonly train: Float32Array;
  readonly validation: Float32Array;
  readonly test: Float32Array;
}

/** What one seed's methods learn from. */
export interface MethodProblem {
  /** What all seeds share, for methods that make the features or the thresholds themselves. */
  readonly study: StudyProblem;
  readonly runSeed: number;
  readonly classCount: number;
  /** Class indices of the training and validation rows. */
  readonly trainLabels: Int32Array;
  readonly validationLabels: Int32Array;
  /** s z: the fused rows of E1 and E2 times the feature scale, as the Graph Adapter and the linear probe see them. */
  readonly features: PartRows;
  /** Images and class texts in one space; null where there is none, and methods with `needsClassTexts` do not run. */
  readonly texts: TextSpace | null;
  /** The seed's graph problem for methods that use the similarity graph: `runs` holds this seed, once inductive and once transductive. */
  readonly graph: Readonly<Record<GraphScope, SweepProblem>>;
}

/** Images and class texts in one space. */
export interface TextSpace {
  /** f: unit rows, neither centred nor scaled. A row of zeros has no direction (no recognised word). */
  readonly images: PartRows;
  /** T [C, dimension]: unit rows. */
  readonly classes: Float32Array;
  /** [C] lengths before they were made unit. */
  readonly classNorms: Float32Array;
}

/** One method trained with one seed. Test predictions are kept, not scored: test labels meet them only at the reveal. */
export interface MethodRun {
  readonly method: MethodId;
  readonly runSeed: number;
  /** What validation chose, by name ("alpha", "log10 C", "τ"). Empty where nothing is tuned. */
  readonly tuned: Readonly<Record<string, number>>;
  /** Configurations validated, at most TRIAL_BUDGET; epochs do not count. */
  readonly trials: number;
  readonly validationAccuracy: number;
  /** Class indices in node order. */
  readonly validationPredictions: readonly number[];
  readonly testPredictions: readonly number[];
  /** Trainable numbers of the chosen configuration. */
  readonly parameters: number;
  /** 16 a trainable number (parameter, gradient, two Adam moments), 4 a stored one (cache keys, solved weights); features are not counted. */
  readonly bytes: number;
  /** All trials of this seed together. */
  readonly seconds: number;
}

export type MethodId =
  | "zero-shot"
  | "linear-probe"
  | "ridge"
  | "softmax-adam"
  | "clip-adapter"
  | "tip-adapter"
  | "tip-adapter-f"
  | "taskres"
  | "lp-plus-plus"
  | "zs-lp"
  | "clap"
  | "gda"
  | "graph-adapter"
  | "zlap-inductive"
  | "zlap-transductive"
  | "bottleneck-adapter"
  | "ga-net-inductive"
  | "ga-net-transductive"
  | "ga-net-separate-inductive"
  | "ga-net-separate-transductive";

export interface MethodTools extends TrainingTools {
  /** Starts a TensorFlow.js backend where none runs; methods that train by automatic gradients call it first. */
  readonly openTensorFlow: () => Promise<void>;
}

export interface Method {
  readonly id: MethodId;
  /** As its paper writes it. */
  readonly name: string;
  readonly scope: GraphScope;
  readonly needsClassTexts: boolean;
  /** "Zhang et al. 2022, arXiv:2111.03930" */
  readonly source: string;
  /**
   * Fits on the training rows, chooses on validation, predicts validation and test rows.
   *
   * @throws RangeError when the problem lacks class texts that the method needs; StudioError training/diverged
   */
  readonly run: (problem: MethodProblem, tools: MethodTools) => AsyncGenerator<Progress, MethodRun>;
}
