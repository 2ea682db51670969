/** Trains a kept run again from its own settings and seeds, hence the same initial weights, and compares every number. */

import { fromWireError, StudioError } from "../../errors.ts";
import type { CancelToken, OnProgress, SweepRecord } from "../../pipeline/artifacts.ts";
import type { LedgerRecord, LedgerRecordOf } from "../ledger-record.ts";
import { replayResult, type LedgerBody, type ReplayResult } from "../replay-result.ts";
import { studyProblem } from "../selectors/study-key.ts";
import { selectDataFingerprint, selectSweepIsStale } from "../selectors/sweep-key.ts";
import type { StudyRecord } from "../slices/studies.ts";
import { currentClassTexts } from "./class-texts.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { showKnownSweep } from "./known-sweep.ts";
import { loadRun } from "./ledger-commands.ts";
import { cancelLiveRun } from "./live-run.ts";
import { continuedOn } from "./lost-training.ts";
import { rememberSession } from "./remember-session.ts";
import { runToGraph } from "./run-all.ts";
import { applySettingsText } from "./settings-text.ts";
import { studyKinds, type StudyKind } from "./study-kinds.ts";
import type { Keeper } from "./sweep-keeper.ts";
import { inStudyTurn } from "./study-turn.ts";
import { currentProblem } from "./sweep-problem.ts";
import { finishSweep } from "./sweep-thresholds.ts";

export async function replayRun(
  context: CommandContext,
  cancel: CancelToken,
  id: string,
): Promise<void> {
  const { patchRuns, patchTraining } = context.studio.getState();
  context.replaying = true;
  cancelLiveRun(context);
  try {
    await runStage<ReplayResult>(
      context,
      cancel,
      (run) => {
        patchRuns({ replay: { id, run } });
      },
      async (report) => {
        const record = await loadRun(context, id);
        throwIfCancelled(cancel);
        await returnTo(context, cancel, record);
        const result = replayResult(record, await runAgain(context, cancel, report, record));
        return { artifact: result, madeFrom: id };
      },
    );
  } catch (error) {
    // The replay shows it.
    if (!(error instanceof StageFailed)) throw error;
  } finally {
    context.replaying = false;
    patchTraining({ live: null });
  }
}

/** Puts the page where the run was made: its settings on the loaded data, up to the graph. @throws StudioError storage/other-data */
async function returnTo(
  context: CommandContext,
  cancel: CancelToken,
  { dataset, body }: LedgerRecord,
): Promise<void> {
  const { studio } = context;
  if (selectDataFingerprint(studio.getState()) !== dataset.fingerprint) {
    const text = `The run was made from ${dataset.name}; its images, labels, models or dropped near duplicates are not those of now.`;
    throw new StudioError("storage/other-data", text, { name: dataset.name });
  }
  const { threshold } = studio.getState().graph;
  applySettingsText(studio, JSON.stringify({ ...body.settings, threshold }));
  if (selectSweepIsStale(studio.getState())) {
    studio.getState().patchEvaluation({ revealedKey: null });
  }
  await showKnownSweep(context, cancel);
  try {
    await runToGraph(context, cancel);
  } catch (error) {
    throw error instanceof StageFailed ? fromWireError(error.wire) : error;
  }
  await rememberSession(context);
}

async function runAgain(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  record: LedgerRecord,
): Promise<LedgerBody> {
  const kinds = studyKinds(context);
  switch (record.kind) {
    case "sweep":
      return { kind: "sweep", body: await sweepAgain(context, cancel, report, record) };
    case "methods": {
      const plan = { methods: record.body.runs.map(({ method }) => method) };
      const body = { ...record.body, plan };
      return {
        kind: "methods",
        body: await studyAgain(context, cancel, report, kinds.methods, body),
      };
    }
    case "ablations": {
      const plan = {
        ...record.body.plan,
        variants: record.body.runs.map(({ variant }) => variant),
      };
      const body = { ...record.body, plan };
      return {
        kind: "ablations",
        body: await studyAgain(context, cancel, report, kinds.ablations, body),
      };
    }
    case "continual": {
      const plan = { sequences: record.body.runs.map(({ settings }) => settings) };
      const body = { ...record.body, plan };
      return {
        kind: "continual",
        body: await studyAgain(context, cancel, report, kinds.continual, body),
      };
    }
  }
}

/** At the thresholds that the record reached. Nothing of it is shown or stored as a sweep: the kept one stays as it is. */
async function sweepAgain(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  { body }: LedgerRecordOf<"sweep">,
): Promise<SweepRecord> {
  const { services } = context;
  const shared = currentProblem(context.studio.getState());
  if (shared === null) throw new TypeError("a replay needs the graph of its settings");
  // Another object: the workers would answer from the runs they have finished of the same one.
  const problem = { ...shared, runs: [...shared.runs] };
  const reached = new Set(body.points.map(({ threshold }) => threshold));
  let record: SweepRecord = {
    ...body,
    thresholds: body.thresholds.filter((threshold) => reached.has(threshold)),
    points: [],
    linearProbes: [],
    compute: null,
  };
  const keeper: Keeper = {
    record: () => record,
    keep: (change) => {
      record = change(record);
    },
    continueOn: (device) => {
      record = { ...record, compute: continuedOn(record.compute, device, services.now()) };
    },
    save: () => Promise.resolve(),
  };
  report({ label: "Preparing training", done: 0, total: 0 });
  keeper.continueOn(await services.training.prepare(problem));
  throwIfCancelled(cancel);
  await finishSweep(context, cancel, report, keeper, problem);
  return record;
}

/** @param record whose plan names what its runs are of */
async function studyAgain<Plan, Run>(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  kind: StudyKind<Plan, Run>,
  record: StudyRecord<Plan, Run>,
): Promise<StudyRecord<Plan, Run>> {
  const { studio, services } = context;
  const { study, now } = services;
  const classTexts = kind.needsClassTexts(record.plan)
    ? await currentClassTexts(context, cancel, report)
    : null;
  const problem = studyProblem(studio.getState(), classTexts);
  if (problem === null) throw new TypeError("a replay needs embeddings");
  const onWait = (): void => {
    report({ label: "Waiting for a study to end", done: 0, total: 0 });
  };
  return inStudyTurn(context, cancel, onWait, async () => {
    report({ label: "Preparing the study", done: 0, total: 0 });
    const device = await study.prepare(problem);
    throwIfCancelled(cancel);
    const tasks = kind
      .tasks(record.plan, record.settings.training.runSeeds)
      .filter(({ isDone }) => record.runs.some(isDone));
    const runs: Run[] = [];
    await eachInParallel(tasks.length, study.concurrency(), cancel, async (k) => {
      const task = tasks[k];
      if (task === undefined) return;
      const run = await task.run(study, () => undefined, cancel);
      throwIfCancelled(cancel);
      runs.push(run);
      report({ label: task.label, done: runs.length, total: tasks.length });
    });
    return { ...record, runs, compute: continuedOn(null, device, now()) };
  });
}
