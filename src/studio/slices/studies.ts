/** Studies of the whole path: the method table, the ablations, and sequences of tasks. Each keeps its runs as they land. */

import type { StateCreator } from "zustand/vanilla";
import type { VariantId, VariantRun, VariantSettings } from "../../pipeline/ablations/ablation.ts";
import type { ComputeRecord, SweepSettings } from "../../pipeline/artifacts.ts";
import type {
  ContinualRun,
  ContinualScenario,
  ContinualSettings,
} from "../../pipeline/continual/continual.ts";
import type { MethodId, MethodRun } from "../../pipeline/methods/method.ts";
import type { FisherEstimator } from "../../pipeline/training/fisher-estimator-name.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

/** What a study was asked to run. Equal keys mean equal data and settings, so that finished runs are never run twice. */
export interface StudyRecord<Plan, Run> {
  readonly key: string;
  readonly settings: SweepSettings;
  readonly plan: Plan;
  readonly runs: readonly Run[];
  readonly compute: ComputeRecord | null;
}

export interface StudyState<Plan, Run> {
  /** The artifact of a ready run is the key of the finished study. */
  readonly run: StageRun<string>;
  readonly record: StudyRecord<Plan, Run> | null;
  /** Key of the study whose test accuracy is uncovered; null while covered. */
  readonly revealedKey: string | null;
  /** Key of the study that runs, or ran last; null until its first run is on its way. */
  readonly runningKey: string | null;
}

interface MethodsPlan {
  readonly methods: readonly MethodId[];
}
export interface AblationsPlan extends VariantSettings {
  readonly variants: readonly VariantId[];
}
interface ContinualPlan {
  /** Each is run with every seed; a λ sweep is a list of settings. */
  readonly sequences: readonly ContinualSettings[];
}

/** k = 5 as the journal's code; the released scripts train no adapter and keep no anchor. */
export const DEFAULT_VARIANT_SETTINGS: VariantSettings = {
  paperCode: { trainAdapter: false, cloneAnchor: false },
  neighbours: 5,
};

interface MethodsChoice {
  /** Methods that are not run. */
  readonly left: ReadonlySet<MethodId>;
}
interface AblationsChoice extends VariantSettings {
  /** Variants that are not run. */
  readonly left: ReadonlySet<VariantId>;
}
export interface ContinualChoice {
  /** Task-IL and class-IL are two runs with two matrices. */
  readonly scenario: ContinualScenario | "task-il and class-il";
  readonly taskCount: number;
  readonly kind: "ewc" | "si";
  readonly fisher: FisherEstimator;
  readonly accumulation: "online" | "separate";
  /** F of mean 1. */
  readonly normalized: boolean;
  /** λ of EWC, c of Synaptic Intelligence. */
  readonly strength: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Without the training images of later tasks. */
  readonly graphSoFar: boolean;
  readonly withBounds: boolean;
  readonly withSweep: boolean;
}

interface StudyTypes {
  readonly methods: {
    readonly plan: MethodsPlan;
    readonly run: MethodRun;
    readonly choice: MethodsChoice;
  };
  readonly ablations: {
    readonly plan: AblationsPlan;
    readonly run: VariantRun;
    readonly choice: AblationsChoice;
  };
  readonly continual: {
    readonly plan: ContinualPlan;
    readonly run: ContinualRun;
    readonly choice: ContinualChoice;
  };
}
export type StudyName = keyof StudyTypes;
export type PlanOf<Name extends StudyName> = StudyTypes[Name]["plan"];
export type RunOf<Name extends StudyName> = StudyTypes[Name]["run"];
export type ChoiceOf<Name extends StudyName> = StudyTypes[Name]["choice"];

export type RecordOf<Name extends StudyName> = StudyRecord<PlanOf<Name>, RunOf<Name>>;

type Studies = {
  readonly [Name in StudyName]: StudyState<PlanOf<Name>, RunOf<Name>> & {
    /** What the visitor set for its next run, for as long as the data set stays; the rest is as usual. */
    readonly choice: Partial<ChoiceOf<Name>>;
  };
};

export interface StudiesSlice {
  readonly studies: Studies;
  readonly patchStudy: <Name extends StudyName>(name: Name, patch: Partial<Studies[Name]>) => void;
  readonly chooseForStudy: <Name extends StudyName>(
    name: Name,
    patch: Partial<ChoiceOf<Name>>,
  ) => void;
}

export const NO_STUDY = {
  choice: {},
  run: IDLE,
  record: null,
  revealedKey: null,
  runningKey: null,
} as const;

export const createStudiesSlice: StateCreator<StudiesSlice> = (set) => ({
  studies: { methods: NO_STUDY, ablations: NO_STUDY, continual: NO_STUDY },
  patchStudy: (name, patch) => {
    set(({ studies }) => ({ studies: { ...studies, [name]: { ...studies[name], ...patch } } }));
  },
  chooseForStudy: (name, patch) => {
    set(({ studies }) => {
      const choice = { ...studies[name].choice, ...patch };
      return { studies: { ...studies, [name]: { ...studies[name], choice } } };
    });
  },
});
