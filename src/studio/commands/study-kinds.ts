/** What each study runs, where it stands in the store, and how it is kept. */

import { VARIANT_FACTS } from "../../pipeline/ablations/variant-facts.ts";
import type { CancelToken, OnProgress } from "../../pipeline/artifacts.ts";
import { METHOD_FACTS } from "../../pipeline/methods/method-facts.ts";
import { ablationFigures, continualFigures, methodFigures } from "../ledger-figures.ts";
import { selectContinualTest } from "../selectors/continual-results.ts";
import { selectStudyKey, selectStudyTestLabels } from "../selectors/study-key.ts";
import type { StudyService } from "../services.ts";
import {
  DEFAULT_VARIANT_SETTINGS,
  type PlanOf,
  type RunOf,
  type StudyName,
  type StudyRecord,
  type StudyState,
} from "../slices/studies.ts";
import type { CommandContext } from "./context.ts";
import { studyHead, type RunDataset } from "./keep-study.ts";

/** One run that a plan asks for. */
export interface StudyTask<Run> {
  /** What is running, in a few plain words. */
  readonly label: string;
  readonly isDone: (run: Run) => boolean;
  readonly run: (
    service: StudyService,
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<Run>;
}

export interface StudyKind<Plan, Run> {
  readonly name: StudyName;
  /** Its key is that of a study found again on a later visit. */
  readonly usualPlan: Plan;
  readonly key: (plan: Plan) => string;
  readonly needsClassTexts: (plan: Plan) => boolean;
  /** Seed after seed within a row, so that the first row is whole soon. */
  readonly tasks: (plan: Plan, runSeeds: readonly number[]) => readonly StudyTask<Run>[];
  readonly state: () => StudyState<Plan, Run>;
  readonly patch: (patch: Partial<StudyState<Plan, Run>>) => void;
  /** The study of an earlier visit. */
  readonly stored: (key: string) => Promise<StudyRecord<Plan, Run> | null>;
  /** @param finished false while runs of the plan are missing */
  readonly keep: (
    record: StudyRecord<Plan, Run>,
    finished: boolean,
    dataset: RunDataset,
  ) => Promise<void>;
}

type KindOf<Name extends StudyName> = StudyKind<PlanOf<Name>, RunOf<Name>>;
type Kinds = { readonly [Name in StudyName]: KindOf<Name> };

export function studyKinds(context: CommandContext): Kinds {
  return {
    methods: methodsKind(context),
    ablations: ablationsKind(context),
    continual: continualKind(context),
  };
}

function methodsKind(context: CommandContext): Kinds["methods"] {
  return {
    ...inStore(context, "methods"),
    patch: (patch) => {
      context.studio.getState().patchStudy("methods", patch);
    },
    stored: async (key) => (await context.services.ledger.findByKey("methods", key))?.body ?? null,
    keep: async (body, finished, dataset) => {
      const figures = methodFigures(body, revealedLabels(context, "methods"));
      const head = await studyHead(context, "methods", body, figures, finished, dataset);
      await context.services.ledger.save({ kind: "methods", body, weights: [], ...head });
    },
    usualPlan: { methods: [] },
    needsClassTexts: ({ methods }) =>
      METHOD_FACTS.some(({ id, needs }) => needs.includes("class-texts") && methods.includes(id)),
    tasks: ({ methods }, runSeeds) =>
      METHOD_FACTS.filter(({ id }) => methods.includes(id)).flatMap(({ id, name }) =>
        runSeeds.map((runSeed) => ({
          label: `${name}, seed ${runSeed}`,
          isDone: (run) => run.method === id && run.runSeed === runSeed,
          run: (service, onProgress, cancel) => service.runMethod(id, runSeed, onProgress, cancel),
        })),
      ),
  };
}

function ablationsKind(context: CommandContext): Kinds["ablations"] {
  return {
    ...inStore(context, "ablations"),
    patch: (patch) => {
      context.studio.getState().patchStudy("ablations", patch);
    },
    stored: async (key) =>
      (await context.services.ledger.findByKey("ablations", key))?.body ?? null,
    keep: async (body, finished, dataset) => {
      const figures = ablationFigures(body, revealedLabels(context, "ablations"));
      const head = await studyHead(context, "ablations", body, figures, finished, dataset);
      await context.services.ledger.save({ kind: "ablations", body, weights: [], ...head });
    },
    usualPlan: { variants: [], ...DEFAULT_VARIANT_SETTINGS },
    needsClassTexts: ({ variants }) => variants.includes("retrieved-text"),
    tasks: ({ variants, ...settings }, runSeeds) =>
      VARIANT_FACTS.filter(({ id }) => variants.includes(id)).flatMap(({ id, name }) =>
        runSeeds.map((runSeed) => ({
          label: `${name}, seed ${runSeed}`,
          isDone: (run) => run.variant === id && run.runSeed === runSeed,
          run: (service, onProgress, cancel) =>
            service.runVariant(id, settings, runSeed, onProgress, cancel),
        })),
      ),
  };
}

function continualKind(context: CommandContext): Kinds["continual"] {
  return {
    ...inStore(context, "continual"),
    patch: (patch) => {
      context.studio.getState().patchStudy("continual", patch);
    },
    stored: async (key) =>
      (await context.services.ledger.findByKey("continual", key))?.body ?? null,
    keep: async (body, finished, dataset) => {
      const figures = continualFigures(body, selectContinualTest(context.studio.getState()));
      const head = await studyHead(context, "continual", body, figures, finished, dataset);
      await context.services.ledger.save({ kind: "continual", body, weights: [], ...head });
    },
    usualPlan: { sequences: [] },
    needsClassTexts: () => false,
    tasks: ({ sequences }, runSeeds) =>
      sequences.flatMap((settings, i) =>
        runSeeds.map((runSeed) => ({
          label: `Sequence ${i + 1} of ${sequences.length}, seed ${runSeed}`,
          isDone: (run) =>
            run.runSeed === runSeed && JSON.stringify(run.settings) === JSON.stringify(settings),
          run: (service, onProgress, cancel) =>
            service.runSequence(settings, runSeed, onProgress, cancel),
        })),
      ),
  };
}

/** Null while the study's test accuracy is covered. */
function revealedLabels({ studio }: CommandContext, name: StudyName): readonly number[] | null {
  return selectStudyTestLabels(studio.getState(), name);
}

function inStore<Name extends StudyName>(
  { studio }: CommandContext,
  name: Name,
): Pick<KindOf<Name>, "name" | "key" | "state"> {
  return {
    name,
    key: (plan) => selectStudyKey(studio.getState(), name, plan),
    state: () => studio.getState().studies[name],
  };
}
