/** What an ablation changes of the reference setting, and what one seed of it gives. */

import type { Progress } from "../artifacts.ts";
import type { TrainingTools } from "../evaluation/train-at-threshold.ts";
import type { StudyProblem } from "../methods/study-problem.ts";

/** One entry of ganet.md section 5's list. `reference` is the study's own settings. */
export type VariantId =
  | "reference"
  | "no-text"
  | "no-image"
  | "constant-caption"
  | "no-graph"
  | "random-graph"
  | "shuffled-graph"
  | "no-residual"
  | "no-activation"
  | "separate-nodes"
  | "top-k"
  | "weighted"
  | "soft-weighted"
  | "inductive"
  | "transductive"
  | "batch-shuffled"
  | "batch-file-order"
  | "bottleneck-8"
  | "bottleneck-16"
  | "bottleneck-64"
  | "bottleneck-256"
  | "retrieved-text"
  | "paper-code";

/** The two check-boxes of E14. */
export interface PaperCodeOptions {
  /** The released scripts leave the adapter at its random initial values. */
  readonly trainAdapter: boolean;
  /** Without a copy the anchor moves with the weights, and the penalty stays 0. */
  readonly cloneAnchor: boolean;
}

/** One seed of one variant at its own τ*. Test predictions are kept, not scored. */
export interface VariantRun {
  readonly variant: VariantId;
  readonly runSeed: number;
  /** τ*_s (E24); null for a variant without a graph or with a fixed one. */
  readonly threshold: number | null;
  /** Validation accuracy at each threshold of the variant's grid, ascending. */
  readonly curve: readonly {
    readonly threshold: number;
    readonly validationAccuracy: number;
    readonly meanDegree: number;
  }[];
  readonly validationAccuracy: number;
  /** More than one list where a variant is redrawn (random and shuffled graphs: five draws), whose accuracies are averaged. */
  readonly testPredictions: readonly (readonly number[])[];
  readonly parameters: number;
  readonly seconds: number;
  /** What has to be known to read the numbers ("EWC penalty 0 at every step: the anchor moves with the weights"); empty mostly. */
  readonly remarks: readonly string[];
}

export interface VariantSettings {
  readonly paperCode: PaperCodeOptions;
  /** k of the top-k cap. */
  readonly neighbours: number;
}

export interface Variant {
  readonly id: VariantId;
  /** Why it cannot run on this study ("needs class texts"), or null. */
  readonly obstacle: (study: StudyProblem) => string | null;
  readonly run: (
    study: StudyProblem,
    settings: VariantSettings,
    runSeed: number,
    tools: AblationTools,
  ) => AsyncGenerator<Progress, VariantRun>;
}

export interface AblationTools extends TrainingTools {
  readonly openTensorFlow: () => Promise<void>;
}
