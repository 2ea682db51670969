/** Empties what belongs to the data set that is leaving; the visitor's settings go back to their defaults with it. */

import { DEFAULT_ADAPTER } from "../slices/adapter.ts";
import { NO_LABEL_STEPS } from "../slices/dataset.ts";
import { DEFAULT_FEATURES } from "../slices/embeddings.ts";
import { NO_SECONDS } from "../slices/evaluation.ts";
import { DEFAULT_PAIR_BUDGET } from "../slices/graph.ts";
import { NO_TEXTS } from "../slices/texts.ts";
import { DEFAULT_TRAINING } from "../slices/training.ts";
import { IDLE } from "../stage-run.ts";
import type { CommandContext } from "./context.ts";
import { cancelLiveRun } from "./live-run.ts";
import { clearStudies } from "./run-study.ts";
import { clearAdapter } from "./trained-adapter.ts";

export function clearStudio(context: CommandContext): void {
  context.graphJob.cancel();
  context.layoutJob.cancel();
  context.diagnosticsJob.cancel();
  cancelLiveRun(context);
  clearAdapter(context);
  clearStudies(context);
  context.recordedSweeps = [];
  context.unfinished = false;
  const state = context.studio.getState();
  state.patchDataset({
    run: IDLE,
    labelSteps: NO_LABEL_STEPS,
    labelsKept: "kept",
    origin: null,
    reading: null,
    openingError: null,
    splitSeed: 1,
    nearDuplicates: null,
    dropNearDuplicates: false,
  });
  state.patchDiagnostics({ run: IDLE, smoothing: null });
  state.patchCaptions({ run: IDLE, written: [], captions: [] });
  state.patchTexts(NO_TEXTS);
  context.embeddedTexts = null;
  state.patchEmbeddings({
    run: IDLE,
    shipped: false,
    settings: DEFAULT_FEATURES,
    classTexts: null,
    // Imported features name their own.
    encoders: {
      image: context.services.foundation.imageEncoder.info,
      text: context.services.foundation.textEncoder.info,
    },
  });
  state.patchGraph({
    run: IDLE,
    previous: null,
    scope: "inductive",
    pairBudget: DEFAULT_PAIR_BUDGET,
    positions: null,
    positionsKind: null,
    selectedExample: null,
    thresholdChosen: false,
  });
  state.patchAdapter(DEFAULT_ADAPTER);
  state.patchTraining({ settings: DEFAULT_TRAINING, live: null });
  state.patchEvaluation({
    run: IDLE,
    sweep: null,
    thresholdCount: 20,
    livePoint: null,
    revealedKey: null,
    seconds: NO_SECONDS,
  });
}
