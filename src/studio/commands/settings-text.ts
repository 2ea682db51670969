/** The settings as a line of text that a saved session keeps, and back. */

import {
  SHOTS,
  type AdapterSettings,
  type FeatureSettings,
  type GraphScope,
  type Shots,
  type TrainingSettings,
} from "../../pipeline/artifacts.ts";
import { DEFAULT_PROMPTS, readTemplates } from "../../pipeline/embeddings/class-prompts.ts";
import { fieldsOf, type Fields } from "../../pipeline/models/json-fields.ts";
import { DTYPES, MODEL_FAMILIES, type CaptionerSettings } from "../../pipeline/models/hub-model.ts";
import { DEFAULT_CAPTIONER_SETTINGS } from "../../pipeline/models/known-models.ts";
import { selectSweepSettings } from "../selectors/sweep-key.ts";
import { DEFAULT_PAIR_BUDGET, PAIR_BUDGET_RANGE } from "../slices/graph.ts";
import { EMBEDDED_CHOICE } from "../slices/models.ts";
import { BUILT_IN_CAPTIONERS, type ChosenModel, type FoundationChoice } from "../model-ports.ts";
import type { Studio, StudioState } from "../store.ts";

export function settingsText(state: StudioState): string {
  const { threshold, thresholdChosen } = state.graph;
  const { choice } = state.models;
  return JSON.stringify({
    ...selectSweepSettings(state),
    threshold: thresholdChosen ? threshold : null,
    ...(choice === EMBEDDED_CHOICE ? {} : { models: choice }),
  });
}

/** Applies what is there and well formed; anything else keeps its present value, since the text may come from an older version. */
export function applySettingsText(studio: Studio, text: string): void {
  const saved = parseObject(text);
  const state = studio.getState();
  state.patchDataset({
    splitSeed: numberIn(saved, "splitSeed", state.dataset.splitSeed),
  });
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

/** The models that the session ran with; whatever is not well formed is the embedded one. */
export function savedChoice(text: string): FoundationChoice {
  const saved = part(parseObject(text), "models");
  const device = saved["device"];
  const builtIn = BUILT_IN_CAPTIONERS.find((known) => known === saved["captioner"]);
  return {
    captioner: savedModel(part(saved, "captioner")) ?? builtIn ?? "tagger",
    captionerSettings: savedCaptioner(part(saved, "captionerSettings"), DEFAULT_CAPTIONER_SETTINGS),
    imageEncoder: savedModel(part(saved, "imageEncoder")),
    textEncoder: savedModel(part(saved, "textEncoder")),
    classPrompts: savedPrompts(saved["classPrompts"]),
    device: device === "webgpu" || device === "wasm" ? device : null,
  };
}

function parseObject(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function part(saved: Fields, name: string): Fields {
  return fieldsOf(saved[name]);
}

function numberIn(saved: Fields, name: string, fallback: number): number {
  const value = saved[name];
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

function booleanIn(saved: Fields, name: string, fallback: boolean): boolean {
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

function savedFeatures(saved: Fields, now: FeatureSettings): FeatureSettings {
  return {
    modalityWeight: numberIn(saved, "modalityWeight", now.modalityWeight),
    center: booleanIn(saved, "center", now.center),
    scale: numberIn(saved, "scale", now.scale),
  };
}

function savedAdapter(saved: Fields, now: AdapterSettings): AdapterSettings {
  const { activation } = saved;
  return {
    bottleneckDimension: numberIn(saved, "bottleneckDimension", now.bottleneckDimension),
    residual: booleanIn(saved, "residual", now.residual),
    activation: activation === "relu" || activation === "none" ? activation : now.activation,
  };
}

function savedTraining(saved: Fields, now: TrainingSettings): TrainingSettings {
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

function savedPrompts(value: unknown): readonly string[] {
  const lines = Array.isArray(value) ? value.filter((line) => typeof line === "string") : [];
  const read = readTemplates(lines.join("\n"));
  return "templates" in read ? read.templates : DEFAULT_PROMPTS;
}

function savedModel(saved: Fields): ChosenModel | null {
  const ref = part(saved, "ref");
  const { id, revision } = ref;
  const dtype = DTYPES.find((known) => known === ref["dtype"]);
  const family = MODEL_FAMILIES.find((known) => known === saved["family"]);
  if (typeof id !== "string" || typeof revision !== "string") return null;
  if (dtype === undefined || family === undefined) return null;
  return {
    ref: { id, revision, dtype },
    family,
    name: textIn(saved, "name", id),
    licence: textIn(saved, "licence", ""),
    dimension: numberIn(saved, "dimension", 0),
  };
}

function savedCaptioner(saved: Fields, fallback: CaptionerSettings): CaptionerSettings {
  const sampling = part(saved, "sampling");
  return {
    prompt: typeof saved["prompt"] === "string" ? saved["prompt"] : fallback.prompt,
    maxTokens: numberIn(saved, "maxTokens", fallback.maxTokens),
    sampling:
      typeof sampling["seed"] === "number"
        ? {
            seed: sampling["seed"],
            temperature: numberIn(sampling, "temperature", 1),
            topP: numberIn(sampling, "topP", 1),
          }
        : null,
    dropBoilerplate: booleanIn(saved, "dropBoilerplate", fallback.dropBoilerplate),
    dropRepeats: booleanIn(saved, "dropRepeats", fallback.dropRepeats),
    maskClassNames: booleanIn(saved, "maskClassNames", fallback.maskClassNames),
  };
}

function textIn(saved: Fields, name: string, fallback: string): string {
  const value = saved[name];
  return typeof value === "string" ? value : fallback;
}
