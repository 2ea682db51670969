/** The visitor's intents, bound to one store and its services. */

import { toWireError } from "../../errors.ts";
import type { CancelToken } from "../../pipeline/artifacts.ts";
import type { StudioCommands } from "../commands.ts";
import { selectDataset } from "../selectors/pools.ts";
import {
  selectEmbeddingsKey,
  selectGraphKey,
  selectSweepIsStale,
  selectSweepKey,
} from "../selectors/sweep-key.ts";
import type { Services } from "../services.ts";
import type { SampleName } from "../session-port.ts";
import { IDLE } from "../stage-run.ts";
import type { Studio } from "../store.ts";
import { buildGraph } from "./build-graph.ts";
import { computeDiagnostics } from "./compute-diagnostics.ts";
import { continueStored } from "./continue-stored.ts";
import { StageFailed, type CommandContext } from "./context.ts";
import { exportFeatures } from "./export-features.ts";
import { importCommands } from "./import-features.ts";
import { createJobSlot, throwIfCancelled } from "./job.ts";
import { showKnownSweep, showRecordedSweep } from "./known-sweep.ts";
import { labelCommands } from "./label-commands.ts";
import { createLatest } from "./latest.ts";
import { ledgerCommands } from "./ledger-commands.ts";
import { cancelLiveRun, trainAtThreshold } from "./live-run.ts";
import { loadSample } from "./load-sample.ts";
import { applyChoice, modelCommands } from "./model-commands.ts";
import { openFeatures } from "./open-features.ts";
import { chooseLayout, nothingToRead, openFolder } from "./open-folder.ts";
import { recordReveal } from "./record-run.ts";
import { rememberSession } from "./remember-session.ts";
import { replayRun } from "./replay-run.ts";
import { runAll, showStored } from "./run-all.ts";
import { savedChoice } from "./settings-text.ts";
import { studyCommands } from "./run-study.ts";
import { textCommands } from "./text-jobs.ts";
import { adapterCommands, cancelAdapter } from "./trained-adapter.ts";

export function createCommands(studio: Studio, services: Services): StudioCommands {
  const context: CommandContext = {
    studio,
    services,
    mainJob: createJobSlot(),
    graphJob: createJobSlot(),
    layoutJob: createJobSlot(),
    liveJob: createJobSlot(),
    diagnosticsJob: createJobSlot(),
    adapterJob: createJobSlot(),
    predictionJob: createJobSlot(),
    studyJobs: {
      methods: createJobSlot(),
      ablations: createJobSlot(),
      continual: createJobSlot(),
    },
    latestFeatureGraph: createLatest(),
    latestClassTexts: createLatest(),
    embeddedTexts: null,
    recordedSweeps: [],
    recordedData: "",
    opened: null,
    sweeping: null,
    studyTurn: null,
    unfinished: false,
    replaying: false,
  };
  const state = studio.getState();
  state.patchCaptions({ captioner: services.foundation.captioner.info });
  state.patchEmbeddings({
    encoders: {
      image: services.foundation.imageEncoder.info,
      text: services.foundation.textEncoder.info,
    },
  });
  const jobs = jobCommands(context);
  return {
    ...jobs,
    ...importCommands(context, jobs.openFeatures),
    exportFeatures: (format) => exportFeatures(context, format),
    ...settingCommands(context),
    ...labelCommands(context, () => settingChanged(context)),
    ...viewCommands(context),
    ...studyCommands(context),
    ...adapterCommands(context),
    ...ledgerCommands(context),
    takeUpdate: () => context.services.page.takeUpdate(),
    ...modelCommands(context, () => settingChanged(context)),
    ...textCommands(context, () => settingChanged(context)),
  };
}

type JobCommands = Pick<
  StudioCommands,
  | "loadSample"
  | "openFeatures"
  | "openFolder"
  | "continueStored"
  | "chooseLayout"
  | "runAll"
  | "cancel"
  | "recomputeSample"
  | "replayRun"
>;

function jobCommands(context: CommandContext): JobCommands {
  const { studio, services, mainJob, graphJob, layoutJob } = context;
  const start = async (job: (cancel: CancelToken) => Promise<void>): Promise<void> => {
    graphJob.cancel();
    try {
      await mainJob.start(job);
    } catch (error) {
      // What no stage has shown yet, such as a disk that is full when the last points are saved.
      const run = { status: "failed", error: toWireError(error) } as const;
      studio.getState().patchEvaluation({ run });
    }
  };
  return {
    loadSample: (name, settings) => start((cancel) => openSample(context, cancel, name, settings)),
    openFeatures: (features) =>
      start(async (cancel) => {
        const origin = { kind: "features", name: features.dataset.name } as const;
        await openFeatures(context, cancel, features, origin);
        await rememberSession(context);
      }),
    openFolder: async (folder, options) => {
      const problem = nothingToRead(folder);
      if (problem !== null) {
        // What is on screen stays: it would be lost for nothing.
        studio.getState().patchDataset({ openingError: toWireError(problem) });
        return;
      }
      await start(async (cancel) => {
        const opened = await openFolder(context, cancel, folder, options ?? {});
        if (!opened) return;
        if (options?.thenRun === true) await runAll(context, cancel);
        else await showStored(context, cancel);
      });
    },
    continueStored: (stored) => start((cancel) => continueStored(context, cancel, stored)),
    chooseLayout: (layout) => start((cancel) => chooseLayout(context, cancel, layout)),
    runAll: () => start((cancel) => runAll(context, cancel)),
    replayRun: (id) => start((cancel) => replayRun(context, cancel, id)),
    cancel: () => {
      mainJob.cancel();
      graphJob.cancel();
      layoutJob.cancel();
      context.diagnosticsJob.cancel();
      cancelLiveRun(context);
      cancelAdapter(context);
      services.foundation.release();
    },
    recomputeSample: () => {
      const { graph, patchEmbeddings, patchGraph } = studio.getState();
      patchEmbeddings({ run: IDLE, shipped: false });
      context.embeddedTexts = null;
      context.latestFeatureGraph.forget();
      // The shipped graph stays on screen, marked stale, until Run makes one from the new vectors.
      if (graph.run.status === "ready") patchGraph({ run: { ...graph.run, madeFrom: "shipped" } });
    },
  };
}

async function openSample(
  context: CommandContext,
  cancel: CancelToken,
  name: SampleName,
  settings: string | undefined,
): Promise<void> {
  await loadSample(context, cancel, name, settings);
  throwIfCancelled(cancel);
  if (settings !== undefined) {
    applyChoice(context, savedChoice(settings));
    settingChanged(context);
  }
  await rememberSession(context);
}

type SettingCommands = Pick<
  StudioCommands,
  | "setSplitSeed"
  | "setFeatures"
  | "setScope"
  | "setPairBudget"
  | "setAdapter"
  | "setTraining"
  | "setThresholdCount"
  | "setDropNearDuplicates"
>;

function settingCommands(context: CommandContext): SettingCommands {
  const state = context.studio.getState;
  return {
    setSplitSeed: (splitSeed) => {
      state().patchDataset({ splitSeed });
      settingChanged(context);
    },
    setFeatures: (patch) => {
      const { embeddings, patchEmbeddings } = state();
      patchEmbeddings({ settings: { ...embeddings.settings, ...patch } });
      settingChanged(context);
    },
    setScope: (scope) => {
      state().patchGraph({ scope });
      settingChanged(context);
    },
    setPairBudget: (pairBudget) => {
      state().patchGraph({ pairBudget });
      settingChanged(context);
    },
    setAdapter: (patch) => {
      state().patchAdapter(patch);
      settingChanged(context);
    },
    setTraining: (patch) => {
      const { training, patchTraining } = state();
      patchTraining({ settings: { ...training.settings, ...patch } });
      settingChanged(context);
    },
    setDropNearDuplicates: (dropNearDuplicates) => {
      state().patchDataset({ dropNearDuplicates });
      settingChanged(context);
    },
    setThresholdCount: (thresholdCount) => {
      state().patchEvaluation({ thresholdCount });
      settingChanged(context);
    },
  };
}

/**
 * A changed setting covers the test again and stops a running sweep, whose points stay, marked with their own setting. The graph follows by
 * itself where it can; a sweep with the new settings that is known already comes back. Captions and embeddings depend on no setting and go on.
 */
function settingChanged(context: CommandContext): void {
  const { studio, mainJob, graphJob } = context;
  cancelLiveRun(context);
  // An adapter of other settings would keep those of the present ones from the workers.
  context.adapterJob.cancel();
  const { graph, patchEvaluation } = studio.getState();
  if (selectSweepIsStale(studio.getState())) patchEvaluation({ revealedKey: null });
  const changesSweep =
    context.sweeping !== null && context.sweeping !== selectSweepKey(studio.getState());
  if (changesSweep || graph.run.status === "running") mainJob.cancel();
  graphJob
    .start(async (cancel) => {
      await showKnownSweep(context, cancel);
      // Before the graph, which may fail and leave a page that a reload brings back under the settings before.
      await rememberSession(context);
      const state = studio.getState();
      const haveVectors =
        state.embeddings.run.status === "ready" &&
        state.embeddings.run.madeFrom === selectEmbeddingsKey(state);
      const current =
        state.graph.run.status === "ready" && state.graph.run.madeFrom === selectGraphKey(state);
      if (haveVectors && !current) await buildGraph(context, cancel);
    })
    .catch((error: unknown) => {
      if (error instanceof StageFailed) return;
      studio.getState().patchGraph({ run: { status: "failed", error: toWireError(error) } });
    });
}

type ViewCommands = Pick<
  StudioCommands,
  | "setThreshold"
  | "computeDiagnostics"
  | "cancelDiagnostics"
  | "trainAtThreshold"
  | "selectExample"
  | "revealTest"
  | "showRecorded"
>;

function viewCommands(context: CommandContext): ViewCommands {
  const { studio, services } = context;
  return {
    setThreshold: (threshold) => {
      if (threshold !== studio.getState().graph.threshold) cancelLiveRun(context);
      studio.getState().patchGraph({ threshold, thresholdChosen: true });
    },
    trainAtThreshold: async () => {
      const remembered = rememberSession(context);
      await Promise.all([trainAtThreshold(context), remembered]);
    },
    computeDiagnostics: () => computeDiagnostics(context),
    cancelDiagnostics: context.diagnosticsJob.cancel,
    selectExample: (selectedExample) => {
      const dataset = selectDataset(studio.getState());
      if (selectedExample !== null && dataset?.examples[selectedExample] === undefined) return;
      studio.getState().patchGraph({ selectedExample });
    },
    showRecorded: () => {
      if (context.sweeping === null) showRecordedSweep(context);
    },
    revealTest: () => {
      const { evaluation, patchEvaluation } = studio.getState();
      const fixed = evaluation.run.status !== "running" && !selectSweepIsStale(studio.getState());
      if (evaluation.sweep === null || !fixed) return;
      const sweep = { ...evaluation.sweep, testRevealed: true };
      patchEvaluation({ sweep, revealedKey: sweep.key });
      if (sweep.origin !== "computed") return;
      void recordReveal(context, sweep);
      services.session.saveSweep(sweep).catch((error: unknown) => {
        patchEvaluation({ run: { status: "failed", error: toWireError(error) } });
      });
    },
  };
}
