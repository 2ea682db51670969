/** The settings as a line of text that a saved session keeps, and back. */

import {
  SHOTS,
  type AdapterSettings,
  type FeatureSettings,
  type GraphScope,
  type Shots,
  type TrainingSettings,
} from "../../pipeline/artifacts.ts";
import { selectSweepSettings } from "../selectors/sweep-key.ts";
import { DEFAULT_PAIR_BUDGET, PAIR_BUDGET_RANGE } from "../slices/graph.ts";
import type { Studio, StudioState } from "../store.ts";

export function settingsText(state: StudioState): string {
  const { threshold, thresholdChosen } = state.graph;
  return JSON.stringify({
    ...selectSweepSettings(state),
    threshold: thresholdChosen ? threshold : null,
  });
}

/** Applies what is there and well formed; anything else keeps its present value, since the text may come from an older version. */
export function applySettingsText(studio: Studio, text: string): void {
  const saved = parseObject(text);
  const state = studio.getState();
  state.patchDataset({ splitSeed: numberIn(saved, "splitSeed", state.dataset.splitSeed) });
  state.patchEmbeddings({
    settings: savedFeatures(part(saved, "features"), state.embeddings.settings),
  });
  state.patchAdapter(savedAdapter(part(saved, "adapter"), state.adapter.settings));
  state.patchTraining({
    settings: savedTraining(part(saved, "training"), state.training.settings),
  });
  state.patchEvaluation({
    thresholdCount: numberIn(saved, "thresholdCount", state.evaluation.thresholdCount),
  });
  state.patchGraph({
    scope: savedScope(saved["scope"], state.graph.scope),
    // A session of before there was a budget had the default one.
    pairBudget: savedPairBudget(saved["pairBudget"]),
    threshold: numberIn(saved, "threshold", state.graph.threshold),
    thresholdChosen: typeof saved["threshold"] === "number",
  });
}

type Saved = Readonly<Record<string, unknown>>;

function parseObject(text: string): Saved {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Saved {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function part(saved: Saved, name: string): Saved {
  return asObject(saved[name]);
}

function numberIn(saved: Saved, name: string, fallback: number): number {
  const value = saved[name];
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

function booleanIn(saved: Saved, name: string, fallback: boolean): boolean {
  const value = saved[name];
  return typeof value === "boolean" ? value : fallback;
}

function savedScope(value: unknown, fallback: GraphScope): GraphScope {
  return value === "inductive" || value === "transductive" ? value : fallback;
}

function savedPairBudget(value: unknown): number {
  const { min, max } = PAIR_BUDGET_RANGE;
  const fits = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  return fits ? value : DEFAULT_PAIR_BUDGET;
}

function savedFeatures(saved: Saved, now: FeatureSettings): FeatureSettings {
  return {
    modalityWeight: numberIn(saved, "modalityWeight", now.modalityWeight),
    center: booleanIn(saved, "center", now.center),
    scale: numberIn(saved, "scale", now.scale),
  };
}

function savedAdapter(saved: Saved, now: AdapterSettings): AdapterSettings {
  const { activation } = saved;
  return {
    bottleneckDimension: numberIn(saved, "bottleneckDimension", now.bottleneckDimension),
    residual: booleanIn(saved, "residual", now.residual),
    activation: activation === "relu" || activation === "none" ? activation : now.activation,
  };
}

function savedTraining(saved: Saved, now: TrainingSettings): TrainingSettings {
  const { runSeeds } = saved;
  const seeds = Array.isArray(runSeeds) ? runSeeds.filter(Number.isInteger) : [];
  return {
    shots: savedShots(saved["shots"], now.shots),
    runSeeds: seeds.length > 0 ? seeds : now.runSeeds,
    epochs: numberIn(saved, "epochs", now.epochs),
    learningRate: numberIn(saved, "learningRate", now.learningRate),
    ewcLambda: numberIn(saved, "ewcLambda", now.ewcLambda),
  };
}

function savedShots(value: unknown, fallback: Shots): Shots {
  return SHOTS.find((shots) => shots === value) ?? fallback;
}
