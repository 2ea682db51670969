/** The vectors that come with the sample, which training needs and the first view does not. */

import type { CancelToken, Embeddings } from "../../pipeline/artifacts.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import { buildGraph } from "./build-graph.ts";
import { runStage, type CommandContext } from "./context.ts";

export async function loadVectors(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const { origin } = studio.getState().dataset;
  if (origin?.kind !== "sample" || origin.name === "synthetic") return;
  const { name } = origin;
  await runStage<Embeddings>(
    context,
    cancel,
    (run) => {
      studio.getState().patchEmbeddings({ run, shipped: true });
    },
    async (report) => {
      report({ label: "Loading the sample's vectors", done: 0, total: 0 });
      const artifact = await services.sample.loadEmbeddings(name);
      return { artifact, madeFrom: selectEmbeddingsKey(studio.getState()) };
    },
  );
  // The shown graph takes its features in; after a setting that changed while the vectors were on their way it is made anew.
  await buildGraph(context, cancel);
}
