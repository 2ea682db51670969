/** The stages as headings and button labels. */

import type { StageName } from "../pipeline/artifacts.ts";

export const STAGE_TITLES: Readonly<Record<StageName, string>> = {
  dataset: "Dataset",
  captions: "Captions",
  embeddings: "Embeddings",
  graph: "Graph",
  adapter: "Adapter",
  training: "Training",
  evaluation: "Evaluation",
};
