/** The vectors that come with the sample, which training needs and the first view does not. */

import type { CancelToken, Embeddings } from "../../pipeline/artifacts.ts";
import { selectEmbeddingsKey, selectUneditedEmbeddingsKey } from "../selectors/sweep-key.ts";
import { buildGraph } from "./build-graph.ts";
import { loadedDataset, runStage, type CommandContext } from "./context.ts";
import { untilCancelled } from "./job.ts";

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
      const artifact = await untilCancelled(services.sample.loadEmbeddings(name), cancel);
      context.embeddedTexts = { embeddings: artifact, texts: shippedTexts(context) };
      return { artifact, madeFrom: selectUneditedEmbeddingsKey(studio.getState()) };
    },
  );
  // Of texts that were edited meanwhile the vectors are made when the visitor says Run.
  const { embeddings } = studio.getState();
  const isCurrent =
    embeddings.run.status === "ready" &&
    embeddings.run.madeFrom === selectEmbeddingsKey(studio.getState());
  if (!isCurrent) return;
  // The shown graph takes its features in; after a setting that changed while the vectors were on their way it is made anew.
  await buildGraph(context, cancel);
}

/** [N] what the sample's text vectors were made of. */
export function shippedTexts(context: CommandContext): readonly (string | null)[] {
  return loadedDataset(context).examples.map(({ sidecarCaption }) => sidecarCaption);
}
