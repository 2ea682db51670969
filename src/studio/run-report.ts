/** Everything a run found, as one object of plain numbers: what the page saves as JSON and what `npm run try` prints. Accuracies are fractions. */

import type { Dataset, Pools, Shots } from "../pipeline/artifacts.ts";
import { splitProblems } from "../pipeline/dataset/split-problems.ts";
import type { ChosenModel } from "./model-ports.ts";
import { curveReport, type CurveReport } from "./curve-report.ts";
import { selectCurve, selectTestResult } from "./selectors/accuracy-curve.ts";
import { selectDataset, selectPools, selectShownSplit } from "./selectors/pools.ts";
import { selectSweepIsStale, selectSweepSettings } from "./selectors/sweep-key.ts";
import { readyArtifact } from "./stage-run.ts";
import type { StudioState } from "./store.ts";

interface ReportedModel {
  readonly id: string;
  readonly revision: string;
  readonly dtype: string;
  readonly licence: string;
}

export interface RunReport extends CurveReport {
  readonly images: number;
  readonly classes: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly captions: {
    readonly model: string | null;
    readonly count: number;
    /** Texts that a person put in the place of others, or had another captioner write. */
    readonly edited: number;
    readonly classNameShare: number | null;
    readonly examples: readonly { readonly path: string; readonly caption: string }[];
  };
  readonly encoders: {
    readonly image: { readonly name: string; readonly dimension: number } | null;
    readonly text: { readonly name: string; readonly dimension: number } | null;
  };
  /** Captions that were longer than the text encoder's context; null where nobody counted. */
  readonly cutTexts: number | null;
  /** Models of a hub that were chosen; null is the embedded one. */
  readonly models: {
    readonly captioner: ReportedModel | null;
    readonly imageEncoder: ReportedModel | null;
    readonly textEncoder: ReportedModel | null;
  };
  readonly backend: {
    readonly training: string | null;
    readonly inference: string | null;
    readonly adapter: string | null;
  };
  readonly split: {
    readonly seed: number;
    readonly train: number;
    readonly validation: number;
    readonly test: number;
    readonly shots: Shots;
  };
  readonly settings: {
    readonly scope: string;
    readonly runSeeds: readonly number[];
    readonly modalityWeight: number;
    readonly center: boolean;
    readonly featureScale: number;
    readonly bottleneckDimension: number;
    readonly residual: boolean;
    readonly activation: string;
    readonly epochs: number;
    readonly learningRate: number;
    readonly ewcLambda: number;
    readonly thresholdCount: number;
    readonly pairBudget: number;
  };
  /** Where the curve comes from; null without one. `testRevealed`: its test accuracy was looked at, now or before. */
  readonly sweep: {
    readonly origin: "recorded" | "computed";
    readonly lastPointAt: string | null;
    readonly runs: number;
    readonly testRevealed: boolean;
  } | null;
  readonly seconds: {
    readonly caption: number | null;
    readonly embed: number | null;
    readonly graph: number | null;
    readonly sweep: number | null;
    readonly total: number;
  };
  readonly imagesPerSecond: number | null;
  /** Code and sentence of the stage that failed, if one did. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** How many captions the report quotes. */
const QUOTED_CAPTIONS = 5;

/** @throws TypeError before a data set is loaded */
export function runReport(state: StudioState): RunReport {
  const dataset = selectDataset(state);
  if (dataset === null) throw new TypeError("there is nothing to report without a data set");
  const split = selectShownSplit(state);
  const fits = !selectSweepIsStale(state);
  const sweep = fits ? state.evaluation.sweep : null;
  const curve = fits ? selectCurve(state) : null;
  const test = fits ? selectTestResult(state) : null;
  return {
    images: dataset.examples.length,
    classes: dataset.classNames.length,
    skipped: skippedFiles(dataset, selectPools(state)),
    captions: captionsPart(state),
    encoders: {
      image: encoderPart(state.embeddings.encoders?.image),
      text: encoderPart(state.embeddings.encoders?.text),
    },
    cutTexts: readyArtifact(state.embeddings.run)?.cutTexts ?? null,
    models: {
      captioner: modelPart(state.models.choice.captioner),
      imageEncoder: modelPart(state.models.choice.imageEncoder),
      textEncoder: modelPart(state.models.choice.textEncoder),
    },
    backend: {
      training: sweep?.compute?.trainingBackend ?? null,
      inference: state.device.inferenceBackend,
      adapter: sweep?.compute?.adapter ?? null,
    },
    split: {
      seed: state.dataset.splitSeed,
      train: split?.train.length ?? 0,
      validation: split?.validation.length ?? 0,
      test: split?.test.length ?? 0,
      shots: state.training.settings.shots,
    },
    settings: settingsPart(state),
    sweep: sweep && {
      origin: sweep.origin,
      lastPointAt: sweep.compute?.finishedAt ?? null,
      runs: sweep.points.length,
      testRevealed: sweep.testRevealed,
    },
    ...timePart(state),
    ...curveReport(curve, test),
    error: errorPart(state),
  };
}

/** Files that could not be read, and images that the split leaves out. */
function skippedFiles(dataset: Dataset, pools: Pools | null): RunReport["skipped"] {
  const problems = [...dataset.problems, ...(pools === null ? [] : splitProblems(dataset, pools))];
  return problems.filter(({ skipped }) => skipped).map(({ path, reason }) => ({ path, reason }));
}

function captionsPart(state: StudioState): RunReport["captions"] {
  const { run, captions } = state.captions;
  const examples = selectDataset(state)?.examples ?? [];
  const written = captions.flatMap((caption, i) => {
    const path = examples[i]?.path;
    return caption === null || path === undefined ? [] : [{ path, caption: caption.text }];
  });
  const artifact = run.status === "ready" ? run.artifact : null;
  return {
    model: artifact?.captioner?.name ?? null,
    count: written.length,
    edited: [...state.texts.edits.values()].filter(({ unchanged }) => !unchanged).length,
    classNameShare: artifact?.classNameShare ?? null,
    examples: written.slice(0, QUOTED_CAPTIONS),
  };
}

function modelPart(model: ChosenModel | string | null): ReportedModel | null {
  return model === null || typeof model === "string"
    ? null
    : { ...model.ref, licence: model.licence };
}

function encoderPart(
  encoder: { readonly name: string; readonly dimension: number } | undefined,
): { name: string; dimension: number } | null {
  return encoder === undefined ? null : { name: encoder.name, dimension: encoder.dimension };
}

function settingsPart(state: StudioState): RunReport["settings"] {
  const { features, scope, adapter, training, thresholdCount, pairBudget } =
    selectSweepSettings(state);
  return {
    scope,
    runSeeds: training.runSeeds,
    modalityWeight: features.modalityWeight,
    center: features.center,
    featureScale: features.scale,
    bottleneckDimension: adapter.bottleneckDimension,
    residual: adapter.residual,
    activation: adapter.activation,
    epochs: training.epochs,
    learningRate: training.learningRate,
    ewcLambda: training.ewcLambda,
    thresholdCount,
    pairBudget,
  };
}

/** The tagger and the image encoder share one pass, so images a second are taken over both stages; null when all were stored already. */
function timePart(state: StudioState): Pick<RunReport, "seconds" | "imagesPerSecond"> {
  const { caption, embed, graph, sweep, encodedImages } = state.evaluation.seconds;
  const encoding = (caption ?? 0) + (embed ?? 0);
  return {
    seconds: { caption, embed, graph, sweep, total: encoding + (graph ?? 0) + (sweep ?? 0) },
    imagesPerSecond: encodedImages > 0 ? encodedImages / encoding : null,
  };
}

function errorPart(state: StudioState): RunReport["error"] {
  for (const { run } of [
    state.dataset,
    state.captions,
    state.embeddings,
    state.graph,
    state.evaluation,
  ]) {
    if (run.status === "failed") return { code: run.error.code, message: run.error.message };
  }
  return null;
}
