/** The features on screen as a file. */

import type { ExportFormat } from "../../pipeline/embeddings/export-formats.ts";
import type { ExportedFeatures } from "../../pipeline/embeddings/feature-files/feature-table.ts";
import type { ImportFile } from "../../pipeline/embeddings/imported-features.ts";
import { selectDataset, selectPools } from "../selectors/pools.ts";
import { readyArtifact } from "../stage-run.ts";
import type { StudioState } from "../store.ts";
import type { CommandContext } from "./context.ts";

/** Null where there are no features yet. */
export async function exportFeatures(
  { studio, services }: CommandContext,
  format: ExportFormat,
): Promise<ImportFile | null> {
  const features = exportedFeatures(studio.getState());
  return features === null ? null : services.featureFiles.write(features, format);
}

/** The split of the present seed, and the captions as they stand. */
function exportedFeatures(state: StudioState): ExportedFeatures | null {
  const dataset = selectDataset(state);
  const pools = selectPools(state);
  const embeddings = readyArtifact(state.embeddings.run);
  if (dataset === null || pools === null || embeddings === null) return null;
  return {
    dataset,
    embeddings,
    classTexts: state.embeddings.classTexts,
    parts: pools.pool.map((pool) => (pool === "unlabelled" || pool === "left-out" ? null : pool)),
    captions: state.captions.captions.map((caption) => caption?.text ?? null),
  };
}
