/** The ablations of ganet.md section 5, the settings of the study first. */

import type {
  AdapterSettings,
  EmbeddingMatrix,
  FeatureSettings,
  GraphScope,
} from "../artifacts.ts";
import { separateObstacle } from "../graph/separate-nodes.ts";
import { softWeightedAdjacency, weightedAdjacency } from "../graph/edge-weights.ts";
import { topNeighbourAdjacency } from "../graph/top-neighbours.ts";
import { nodesInScope, type StudyProblem } from "../methods/study-problem.ts";
import type { Variant, VariantId, VariantSettings } from "./ablation.ts";
import { adapterSetup, separateSetup, type VariantPlan } from "./adapter-variant.ts";
import { constantCaption, retrievedText } from "./caption-variants.ts";
import { batchGraphs, rankedGraphs, type PrepareGraphs } from "./graph-trainers.ts";
import { PAPER_CODE } from "./paper-code.ts";
import { randomGraphAdjacency, shuffledGraphAdjacency } from "./random-graphs.ts";
import { runVariant } from "./variant-run.ts";

/** Draws of a random graph, whose accuracies are averaged. */
const DRAWS = [1, 2, 3, 4, 5] as const;

type Obstacle = Variant["obstacle"];

/** What the adapter trains on, in the study's scope and on its whole grid unless changed. */
type Change = (study: StudyProblem, settings: VariantSettings) => Partial<VariantPlan>;

function adapterVariant(id: VariantId, plan: Change, obstacle: Obstacle = () => null): Variant {
  return {
    id,
    obstacle,
    run: (study, settings, runSeed, tools) => {
      const { scope } = study.settings;
      const whole: VariantPlan = { study, scope, grid: "all", ...plan(study, settings) };
      return runVariant(id, runSeed, tools.clock, adapterSetup(whole, runSeed, tools));
    },
  };
}

export const VARIANTS: readonly Variant[] = [
  adapterVariant("reference", () => ({})),
  adapterVariant(
    "no-text",
    (study) => ({ study: withFeatures(study, { modalityWeight: 0 }) }),
    textObstacle,
  ),
  adapterVariant(
    "no-image",
    (study) => ({ study: withFeatures(study, { modalityWeight: 1 }) }),
    ({ embeddings, settings }) =>
      hasRows(embeddings.text)
        ? settings.features.modalityWeight === 1
          ? "the study has no image features"
          : null
        : "needs text features",
  ),
  adapterVariant("constant-caption", (study) => ({ study: constantCaption(study) }), textObstacle),
  adapterVariant("no-graph", () => ({
    grid: "no-edges",
  })),
  adapterVariant("random-graph", () => ({ draws: drawsOf(randomGraphAdjacency) })),
  adapterVariant("shuffled-graph", () => ({ draws: drawsOf(shuffledGraphAdjacency) })),
  adapterVariant("no-residual", (study) => ({ study: withAdapter(study, { residual: false }) })),
  adapterVariant("no-activation", (study) => ({
    study: withAdapter(study, { activation: "none" }),
  })),
  {
    id: "separate-nodes",
    obstacle: ({ embeddings, settings }) => separateObstacle(embeddings, settings.features),
    run: async function* (study, _settings, runSeed, tools) {
      await tools.openTensorFlow();
      const setUp = separateSetup(study, runSeed, tools);
      return yield* runVariant("separate-nodes", runSeed, tools.clock, setUp);
    },
  },
  adapterVariant("top-k", (_study, { neighbours }) => ({
    draws: [
      rankedGraphs((ranked, threshold) => topNeighbourAdjacency(ranked, threshold, neighbours)),
    ],
  })),
  adapterVariant("weighted", () => ({
    grid: "from-zero",
    draws: [rankedGraphs(weightedAdjacency)],
  })),
  adapterVariant("soft-weighted", () => ({
    draws: [rankedGraphs(softWeightedAdjacency)],
  })),
  scopeVariant("inductive"),
  scopeVariant("transductive"),
  adapterVariant("batch-shuffled", () => ({ ...IN_BATCHES, draws: [batchGraphs("shuffled")] })),
  adapterVariant("batch-file-order", () => ({ ...IN_BATCHES, draws: [batchGraphs("file-order")] })),
  bottleneckVariant(8),
  bottleneckVariant(16),
  bottleneckVariant(64),
  bottleneckVariant(256),
  adapterVariant(
    "retrieved-text",
    (study) => ({ study: retrievedText(study) }),
    ({ classTexts, settings }) => {
      if (classTexts === null) return "needs class texts";
      return settings.features.modalityWeight > 0 ? null : "the study has no text features";
    },
  ),
  PAPER_CODE,
];

/** One graph over labelled and test nodes, in which a batch is its own world. Thresholds are those of the train pool. */
const IN_BATCHES = {
  scope: "inductive",
  nodes: (nodes) => ({ ...nodesInScope(nodes, "inductive"), scope: "transductive" }),
} as const satisfies Partial<VariantPlan>;

function scopeVariant(scope: GraphScope): Variant {
  return adapterVariant(scope, () => ({ scope }));
}

function bottleneckVariant(dimension: 8 | 16 | 64 | 256): Variant {
  return adapterVariant(`bottleneck-${dimension}`, (study) => ({
    study: withAdapter(study, { bottleneckDimension: dimension }),
  }));
}

function drawsOf(
  adjacency: (
    ...ranked: [...Parameters<Parameters<typeof rankedGraphs>[0]>, draw: number]
  ) => ReturnType<typeof randomGraphAdjacency>,
): PrepareGraphs[] {
  return DRAWS.map((draw) =>
    rankedGraphs((ranked, threshold) => adjacency(ranked, threshold, draw)),
  );
}

function withFeatures(study: StudyProblem, change: Partial<FeatureSettings>): StudyProblem {
  const { settings } = study;
  return { ...study, settings: { ...settings, features: { ...settings.features, ...change } } };
}

function withAdapter(study: StudyProblem, change: Partial<AdapterSettings>): StudyProblem {
  const { settings } = study;
  return { ...study, settings: { ...settings, adapter: { ...settings.adapter, ...change } } };
}

function textObstacle({ embeddings, settings }: StudyProblem): string | null {
  if (!hasRows(embeddings.text)) return "needs text features";
  return settings.features.modalityWeight > 0 ? null : "the study has no text features";
}

function hasRows({ values }: EmbeddingMatrix): boolean {
  return values.some((value) => value !== 0);
}
