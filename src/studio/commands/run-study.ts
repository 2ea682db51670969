/** The method table, the ablations and the sequences of tasks: each run stored and shown as it lands. */

import { fromWireError, toWireError } from "../../errors.ts";
import { Cancelled, type CancelToken, type OnProgress } from "../../pipeline/artifacts.ts";
import type { StudyProblem } from "../../pipeline/methods/study-problem.ts";
import type { StudioCommands } from "../commands.ts";
import { studyProblem } from "../selectors/study-key.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import { NO_STUDY, type PlanOf, type StudyName, type StudyRecord } from "../slices/studies.ts";
import { currentClassTexts } from "./class-texts.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { runToEmbeddings } from "./run-all.ts";
import { eachInParallel, throwIfCancelled, untilCancelled } from "./job.ts";
import { datasetOfRuns, type RunDataset } from "./keep-study.ts";
import { continuedOn, createLosses } from "./lost-training.ts";
import { studyKinds, type StudyKind, type StudyTask } from "./study-kinds.ts";
import { inStudyTurn } from "./study-turn.ts";
import { refuseUntrainable } from "./sweep-thresholds.ts";

export function studyCommands(
  context: CommandContext,
): Pick<StudioCommands, "chooseForStudy" | "runStudy" | "cancelStudy" | "revealStudy"> {
  const kinds = studyKinds(context);
  const runners: { readonly [Name in StudyName]: (plan: PlanOf<Name>) => Promise<void> } = {
    methods: (plan) => startStudy(context, kinds.methods, plan),
    ablations: (plan) => startStudy(context, kinds.ablations, plan),
    continual: (plan) => startStudy(context, kinds.continual, plan),
  };
  const keepRevealed: Readonly<Record<StudyName, () => Promise<void>>> = {
    methods: () => keepRecord(kinds.methods, datasetOfRuns(context)),
    ablations: () => keepRecord(kinds.ablations, datasetOfRuns(context)),
    continual: () => keepRecord(kinds.continual, datasetOfRuns(context)),
  };
  return {
    chooseForStudy: (name, patch) => {
      context.studio.getState().chooseForStudy(name, patch);
    },
    runStudy: async (name, plan) => runners[name](plan),
    cancelStudy: (name) => {
      context.studyJobs[name].cancel();
    },
    revealStudy: (name) => {
      const { run, record } = context.studio.getState().studies[name];
      if (record === null || run.status === "running") return;
      context.studio.getState().patchStudy(name, { revealedKey: record.key });
      // The ledger's figures now hold test accuracy; without storage the page shows it all the same.
      keepRevealed[name]().catch(() => undefined);
    },
  };
}

/** Brings back what an earlier visit has run with the current data and settings. */
export async function showKnownStudies(context: CommandContext): Promise<void> {
  const { methods, ablations, continual } = studyKinds(context);
  await Promise.all([showKnown(methods), showKnown(ablations), showKnown(continual)]);
}

/** Another data set has its own. */
export function clearStudies({ studio, studyJobs }: CommandContext): void {
  for (const name of ["methods", "ablations", "continual"] as const) {
    studyJobs[name].cancel();
    studio.getState().patchStudy(name, NO_STUDY);
  }
}

async function showKnown<Plan, Run>(kind: StudyKind<Plan, Run>): Promise<void> {
  const keyNow = (): string => kind.key(kind.usualPlan);
  const key = keyNow();
  if (kind.state().record?.key === key || kind.state().run.status === "running") return;
  const record = await kind.stored(key);
  if (record === null || keyNow() !== key) return;
  if (kind.state().run.status !== "running") kind.patch({ record, revealedKey: null });
}

async function startStudy<Plan, Run>(
  context: CommandContext,
  kind: StudyKind<Plan, Run>,
  plan: Plan,
): Promise<void> {
  try {
    await context.studyJobs[kind.name].start((cancel) => conduct(context, kind, plan, cancel));
  } catch (error) {
    if (!(error instanceof StageFailed)) {
      kind.patch({ run: { status: "failed", error: toWireError(error) } });
    }
  }
}

async function conduct<Plan, Run>(
  context: CommandContext,
  kind: StudyKind<Plan, Run>,
  plan: Plan,
  cancel: CancelToken,
): Promise<void> {
  kind.patch({ revealedKey: null, runningKey: null });
  await runStage<string>(
    context,
    cancel,
    (run) => {
      kind.patch({ run });
    },
    async (report) => {
      refuseUntrainable(context);
      const problem = await currentProblem(context, kind, plan, cancel, report);
      const key = kind.key(plan);
      const dataset = datasetOfRuns(context);
      const known = kind.state().record?.key === key ? kind.state().record : await kind.stored(key);
      throwIfCancelled(cancel);
      kind.patch({
        runningKey: key,
        record: {
          key,
          settings: problem.settings,
          plan,
          runs: known?.runs ?? [],
          compute: known?.compute ?? null,
        },
      });
      const onWait = (): void => {
        report({ label: "Waiting for the other study to end", done: 0, total: 0 });
      };
      await inStudyTurn(context, cancel, onWait, async () => {
        try {
          await finishTasks(context, kind, problem, dataset, cancel, report);
        } finally {
          await keepRecord(kind, dataset);
        }
      });
      return { artifact: key, madeFrom: key };
    },
  );
}

/** Vectors and class texts take minutes, in which a caption or a setting may change: what was made of others is made again. */
async function currentProblem<Plan, Run>(
  context: CommandContext,
  kind: StudyKind<Plan, Run>,
  plan: Plan,
  cancel: CancelToken,
  report: OnProgress,
): Promise<StudyProblem> {
  for (;;) {
    await embeddingsFirst(context, cancel);
    const key = kind.key(plan);
    const classTexts = kind.needsClassTexts(plan)
      ? await currentClassTexts(context, cancel, report)
      : null;
    throwIfCancelled(cancel);
    if (kind.key(plan) !== key || !hasCurrentEmbeddings(context)) continue;
    const problem = studyProblem(context.studio.getState(), classTexts);
    if (problem === null) throw new TypeError("a study needs embeddings");
    return problem;
  }
}

/** @param dataset that the runs are of: labels, texts and models may change while they run */
async function keepRecord<Plan, Run>(
  kind: StudyKind<Plan, Run>,
  dataset: RunDataset,
): Promise<void> {
  const { record } = kind.state();
  if (record === null || record.runs.length === 0) return;
  const tasks = kind.tasks(record.plan, record.settings.training.runSeeds);
  const finished = tasks.every(({ isDone }) => record.runs.some(isDone));
  await kind.keep(record, finished, dataset);
}

/**
 * A study of a folder that was only opened makes what the data path lacks, in the main job, where nothing else writes the same stages; the
 * sweep is not needed. @throws Cancelled also where the main job was cancelled by itself; StudioError of the stage that failed
 */
async function embeddingsFirst(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, mainJob, graphJob } = context;
  while (!hasCurrentEmbeddings(context)) {
    await untilCancelled(mainJob.settled(), cancel);
    await untilCancelled(graphJob.settled(), cancel);
    if (mainJob.running() || hasCurrentEmbeddings(context)) continue;
    const key = selectEmbeddingsKey(studio.getState());
    await makeEmbeddings(context, cancel);
    throwIfCancelled(cancel);
    const isOvertaken = mainJob.running() || selectEmbeddingsKey(studio.getState()) !== key;
    if (!isOvertaken && !hasCurrentEmbeddings(context)) throw new Cancelled();
  }
}

async function makeEmbeddings(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { services, mainJob } = context;
  try {
    await mainJob.start(async (making) => {
      const forget = cancel.onCancel(() => {
        if (!making.cancelled) mainJob.cancel();
      });
      try {
        await runToEmbeddings(context, making);
      } finally {
        forget();
        services.foundation.release();
      }
    });
  } catch (error) {
    // The study says why it has none.
    throw error instanceof StageFailed ? fromWireError(error.wire) : error;
  }
}

function hasCurrentEmbeddings({ studio }: CommandContext): boolean {
  const state = studio.getState();
  const { run } = state.embeddings;
  return run.status === "ready" && run.madeFrom === selectEmbeddingsKey(state);
}

/** A lost GPU or a dead worker ends no study: workers are opened anew and go on with what is missing. */
async function finishTasks<Plan, Run>(
  context: CommandContext,
  kind: StudyKind<Plan, Run>,
  problem: StudyProblem,
  dataset: RunDataset,
  cancel: CancelToken,
  report: OnProgress,
): Promise<void> {
  const losses = createLosses();
  for (;;) {
    try {
      report({ label: "Preparing the study", done: 0, total: 0 });
      const device = await context.services.study.prepare(problem);
      throwIfCancelled(cancel);
      changeRecord(kind, (record) => ({
        ...record,
        compute: continuedOn(record.compute, device, context.services.now()),
      }));
      await runTasks(context, kind, problem, dataset, cancel, report);
      return;
    } catch (error) {
      if (cancel.cancelled || losses.describe(error) === null) throw error;
    }
  }
}

async function runTasks<Plan, Run>(
  context: CommandContext,
  kind: StudyKind<Plan, Run>,
  { settings }: StudyProblem,
  dataset: RunDataset,
  cancel: CancelToken,
  report: OnProgress,
): Promise<void> {
  const { study } = context.services;
  const { record } = kind.state();
  if (record === null) return;
  const all = kind.tasks(record.plan, settings.training.runSeeds);
  const left = all.filter(({ isDone }) => !record.runs.some(isDone));
  /** Shares of the tasks that are on their way. */
  const parts = new Map<StudyTask<Run>, number>();
  let finished = all.length - left.length;
  const show = (label: string): void => {
    const done = [...parts.values()].reduce((sum, part) => sum + part, finished);
    report({ label, done, total: all.length });
  };
  await eachInParallel(left.length, study.concurrency(), cancel, async (k) => {
    const task = left[k];
    if (task === undefined) return;
    const run = await task.run(
      study,
      ({ done, total }) => {
        parts.set(task, total > 0 ? Math.min(1, done / total) : 0);
        show(task.label);
      },
      cancel,
    );
    throwIfCancelled(cancel);
    parts.delete(task);
    finished += 1;
    show(task.label);
    changeRecord(kind, (current) => ({ ...current, runs: [...current.runs, run] }));
    // A failed save costs only a later reload its runs; the last one is awaited and reports.
    keepRecord(kind, dataset).catch(() => undefined);
  });
}

function changeRecord<Plan, Run>(
  kind: StudyKind<Plan, Run>,
  change: (record: StudyRecord<Plan, Run>) => StudyRecord<Plan, Run>,
): void {
  const { record } = kind.state();
  if (record !== null) kind.patch({ record: change(record) });
}
