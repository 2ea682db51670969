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

function adapterVariant(
  id: VariantId,
  name: string,
  change: string,
  plan: Change,
  obstacle: Obstacle = () => null,
): Variant {
  return {
    id,
    name,
    change,
    obstacle,
    run: (study, settings, runSeed, tools) => {
      const { scope } = study.settings;
      const whole: VariantPlan = { study, scope, grid: "all", ...plan(study, settings) };
      return runVariant(id, runSeed, tools.clock, adapterSetup(whole, runSeed, tools));
    },
  };
}

export const VARIANTS: readonly Variant[] = [
  adapterVariant("reference", "Reference", "The settings of the study.", () => ({})),
  adapterVariant(
    "no-text",
    "No text",
    "Image features alone (w = 0).",
    (study) => ({ study: withFeatures(study, { modalityWeight: 0 }) }),
    textObstacle,
  ),
  adapterVariant(
    "no-image",
    "No image",
    "Text features alone (w = 1).",
    (study) => ({ study: withFeatures(study, { modalityWeight: 1 }) }),
    ({ embeddings, settings }) =>
      hasRows(embeddings.text)
        ? settings.features.modalityWeight === 1
          ? "the study has no image features"
          : null
        : "needs text features",
  ),
  adapterVariant(
    "constant-caption",
    "Constant caption",
    "Every image has the same text: the mean of all.",
    (study) => ({ study: constantCaption(study) }),
    textObstacle,
  ),
  adapterVariant("no-graph", "No graph", "No edges: the bottleneck adapter.", () => ({
    grid: "no-edges",
  })),
  adapterVariant(
    "random-graph",
    "Random graph",
    "Edges rewired at random with every node's degree kept, mean of five draws.",
    () => ({ draws: drawsOf(randomGraphAdjacency) }),
  ),
  adapterVariant(
    "shuffled-graph",
    "Shuffled graph",
    "The same graph on permuted nodes, features in place, mean of five draws.",
    () => ({ draws: drawsOf(shuffledGraphAdjacency) }),
  ),
  adapterVariant(
    "no-residual",
    "No residual",
    "The adapter's output replaces the features.",
    (study) => ({ study: withAdapter(study, { residual: false }) }),
  ),
  adapterVariant(
    "no-activation",
    "No activation",
    "No ReLU after the graph convolution.",
    (study) => ({ study: withAdapter(study, { activation: "none" }) }),
  ),
  {
    id: "separate-nodes",
    name: "Separate nodes",
    change: "Two nodes a sample, its image and its text, joined to each other.",
    obstacle: ({ embeddings, settings }) => separateObstacle(embeddings, settings.features),
    run: async function* (study, _settings, runSeed, tools) {
      await tools.openTensorFlow();
      const setUp = separateSetup(study, runSeed, tools);
      return yield* runVariant("separate-nodes", runSeed, tools.clock, setUp);
    },
  },
  adapterVariant(
    "top-k",
    "Strongest neighbours",
    "Each node keeps its k strongest neighbours above the threshold.",
    (_study, { neighbours }) => ({
      draws: [
        rankedGraphs((ranked, threshold) => topNeighbourAdjacency(ranked, threshold, neighbours)),
      ],
    }),
  ),
  adapterVariant(
    "weighted",
    "Weighted edges",
    "An edge weighs its cosine; thresholds from 0 up.",
    () => ({ grid: "from-zero", draws: [rankedGraphs(weightedAdjacency)] }),
  ),
  adapterVariant("soft-weighted", "Soft edges", "An edge weighs exp(6 (cosine - 1)).", () => ({
    draws: [rankedGraphs(softWeightedAdjacency)],
  })),
  scopeVariant(
    "inductive",
    "Inductive",
    "Validation and test images receive from training images only.",
  ),
  scopeVariant(
    "transductive",
    "Transductive",
    "One graph over all images: uses unlabelled test images.",
  ),
  adapterVariant(
    "batch-shuffled",
    "Batches of 16, shuffled",
    "Edges only inside batches of 16 images, drawn at random.",
    () => ({ ...IN_BATCHES, draws: [batchGraphs("shuffled")] }),
  ),
  adapterVariant(
    "batch-file-order",
    "Batches of 16, file order",
    "Edges only inside batches of 16 images; validation and test images in file order, in class folders class by class.",
    () => ({ ...IN_BATCHES, draws: [batchGraphs("file-order")] }),
  ),
  bottleneckVariant(8),
  bottleneckVariant(16),
  bottleneckVariant(64),
  bottleneckVariant(256),
  adapterVariant(
    "retrieved-text",
    "Retrieved text",
    "The text of an image is the class text nearest to it, of all classes.",
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

function scopeVariant(scope: GraphScope, name: string, change: string): Variant {
  return adapterVariant(scope, name, change, () => ({ scope }));
}

function bottleneckVariant(dimension: 8 | 16 | 64 | 256): Variant {
  return adapterVariant(
    `bottleneck-${dimension}`,
    `Bottleneck ${dimension}`,
    `A bottleneck of ${dimension} dimensions.`,
    (study) => ({ study: withAdapter(study, { bottleneckDimension: dimension }) }),
  );
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
