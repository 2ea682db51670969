/** How many edges there are at τ, how they are drawn, and what their colours mean. Follows every move of τ. */

import type { RankedPairs } from "../../pipeline/artifacts.ts";
import { selectGraphStatistics } from "../../studio/selectors/threshold-axis.ts";
import { useStudio } from "../studio-context.tsx";
import { cutoffWords, edgeWords, drawingWords } from "./graph-words.ts";

interface EdgeLegendProps {
  readonly ranked: RankedPairs | null;
  readonly ranking: boolean;
  /** Edges that become lines of their own when τ rests; none while a sweep runs. */
  readonly lines: number;
  readonly testNodes: number;
  readonly unlabelledNodes: number;
}

export function EdgeLegend({
  ranked,
  ranking,
  lines,
  testNodes,
  unlabelledNodes,
}: EdgeLegendProps) {
  const statistics = useStudio(selectGraphStatistics);
  const cutoff = cutoffWords(statistics, ranked);
  const drawing = drawingWords(ranked?.similarity.length ?? 0, lines);
  return (
    <>
      <ul className="graph-legend" aria-label="Edges">
        <li>
          <b>{edgeWords(statistics, ranked, ranking)}</b>
        </li>
        <EdgeEntry kind="same">same class</EdgeEntry>
        <EdgeEntry kind="cross">cross class</EdgeEntry>
        {testNodes + unlabelledNodes === 0 ? null : (
          <EdgeEntry kind="other">
            {unlabelledNodes === 0 ? "to test" : "to test or no label"}
          </EdgeEntry>
        )}
        {drawing === null ? null : <li className="legend-sentence">{drawing}</li>}
      </ul>
      {cutoff === null ? null : <p>{cutoff}</p>}
    </>
  );
}

function EdgeEntry({ kind, children }: { kind: "same" | "cross" | "other"; children: string }) {
  return (
    <li>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M1 8 H15" className={`legend-edge legend-${kind}`} />
      </svg>
      {children}
    </li>
  );
}
