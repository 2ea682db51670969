/** Studies of the whole path: the method table, the ablations, and sequences of tasks. Each keeps its runs as they land. */

import type { StateCreator } from "zustand/vanilla";
import type { VariantId, VariantRun, VariantSettings } from "../../pipeline/ablations/ablation.ts";
import type { ComputeRecord, SweepSettings } from "../../pipeline/artifacts.ts";
import type { ContinualRun, ContinualSettings } from "../../pipeline/continual/continual.ts";
import type { MethodId, MethodRun } from "../../pipeline/methods/method.ts";
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
}

export interface MethodsPlan {
  readonly methods: readonly MethodId[];
}
export interface AblationsPlan extends VariantSettings {
  readonly variants: readonly VariantId[];
}
export interface ContinualPlan {
  /** Each is run with every seed; a λ sweep is a list of settings. */
  readonly sequences: readonly ContinualSettings[];
}

export interface Studies {
  readonly methods: StudyState<MethodsPlan, MethodRun>;
  readonly ablations: StudyState<AblationsPlan, VariantRun>;
  readonly continual: StudyState<ContinualPlan, ContinualRun>;
}
export type StudyName = keyof Studies;
export type RecordOf<Name extends StudyName> = NonNullable<Studies[Name]["record"]>;
export type PlanOf<Name extends StudyName> = RecordOf<Name>["plan"];

export interface StudiesSlice {
  readonly studies: Studies;
  readonly patchStudy: <Name extends StudyName>(name: Name, patch: Partial<Studies[Name]>) => void;
}

const NO_STUDY = { run: IDLE, record: null, revealedKey: null } as const;
export const NO_STUDIES: Studies = { methods: NO_STUDY, ablations: NO_STUDY, continual: NO_STUDY };

export const createStudiesSlice: StateCreator<StudiesSlice> = (set) => ({
  studies: NO_STUDIES,
  patchStudy: (name, patch) => {
    set(({ studies }) => ({ studies: { ...studies, [name]: { ...studies[name], ...patch } } }));
  },
});
