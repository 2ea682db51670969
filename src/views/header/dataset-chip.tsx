/** Which data set is loaded, with its images and classes. */

import { selectDataset } from "../../studio/selectors/pools.ts";
import { countOf } from "../format/count.ts";
import { useStudio } from "../studio-context.tsx";

/** "12 classes", or that there are none. */
function classWords(classes: number): string {
  return classes === 0 ? "no labels" : countOf(classes, "class", "classes");
}

export function DatasetChip() {
  const dataset = useStudio(selectDataset);
  const origin = useStudio((state) => state.dataset.origin);
  if (dataset === null) return <p className="dataset-chip">No data set yet</p>;
  const counts = `${countOf(dataset.examples.length, "image")}, ${classWords(dataset.classNames.length)}`;
  return (
    <p className="dataset-chip" title={`${dataset.name}, ${counts}`}>
      {origin?.kind === "sample" ? "Sample: " : null}
      <bdi className="dataset-name">{dataset.name}</bdi>, {counts}
    </p>
  );
}
