/** The graph of the current scope at τ: canvas, legend, and the panels that lie over it. */

import type { Dataset } from "../../pipeline/artifacts.ts";
import { selectNodeMarks, type NodeMark } from "../../studio/selectors/node-marks.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { useStudio } from "../studio-context.tsx";
import { GraphEmpty } from "./graph-empty.tsx";
import { GraphStage } from "./graph-stage.tsx";
import { useAtPace } from "./use-at-rest.ts";
import "./similarity-graph.css";

export function SimilarityGraph() {
  const dataset = useStudio(selectDataset);
  const marks = useAtPace(selectNodeMarks);
  const positions = useStudio((state) => state.graph.positions);
  // While another data set is being loaded, positions may still be those of the one before.
  if (dataset === null || positions === null || !belongTogether(dataset, marks, positions)) {
    return <GraphEmpty />;
  }
  return <GraphStage dataset={dataset} marks={marks} positions={positions} />;
}

function belongTogether(
  { examples }: Dataset,
  marks: readonly NodeMark[],
  positions: Float32Array,
): boolean {
  return examples.length === marks.length && positions.length === 2 * examples.length;
}
