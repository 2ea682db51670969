/** What every figure of the method table depends on. */

import type { Dataset, SweepSettings } from "../../pipeline/artifacts.ts";
import type { TableCaption } from "../../pipeline/methods/table-formats.ts";
import type { RecordOf } from "../../studio/slices/studies.ts";

export function tableCaption(dataset: Dataset, record: RecordOf<"methods">): TableCaption {
  const { settings, compute } = record;
  return {
    dataSet: dataset.name,
    split: splitWords(dataset, settings),
    shots: String(settings.training.shots),
    runSeeds: settings.training.runSeeds,
    features: featureWords(settings),
    protocol: "fixed",
    device: compute === null ? "" : `${compute.trainingBackend} (${compute.adapter})`,
    command: "GA-Net Studio, Methods",
  };
}

function splitWords({ examples }: Dataset, { splitSeed }: SweepSettings): string {
  return examples.some(({ officialPart }) => officialPart === "test")
    ? "official split"
    : `split seed ${splitSeed}`;
}

/** "image and text, w 0.5, centred, s 10" */
function featureWords({ features: { modalityWeight, center, scale } }: SweepSettings): string {
  const modalities =
    modalityWeight === 0 ? "image" : modalityWeight === 1 ? "text" : "image and text";
  return `${modalities}, w ${modalityWeight}, ${center ? "centred" : "not centred"}, s ${scale}`;
}
