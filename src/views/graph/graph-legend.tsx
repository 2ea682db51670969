/** What the nodes and edges mean, with counts. */

import type { ReactNode } from "react";
import { count } from "../format/count.ts";
import type { MarkCounts, OutcomeCounts } from "./mark-counts.ts";

interface GraphLegendProps {
  readonly counts: MarkCounts;
  /** False until the reveal. */
  readonly testUncovered: boolean;
  /** Which trained run the predictions are of, in words; null without one. */
  readonly predictions: string | null;
  /** How many edges are drawn, in words. */
  readonly edges: string;
}

export function GraphLegend({ counts, testUncovered, predictions, edges }: GraphLegendProps) {
  const { train, validation, test, unlabelled, unused } = counts;
  return (
    <>
      <ul className="graph-legend" aria-label="Nodes">
        <LegendEntry sample={<circle r="4.5" className="legend-filled" />} counted={train}>
          training
        </LegendEntry>
        <LegendEntry sample={<Ring />} counted={validation}>
          validation{outcomeWords(validation)}
        </LegendEntry>
        <LegendEntry sample={<circle r="4" className="legend-hollow" />} counted={test}>
          test{testUncovered ? outcomeWords(test) : test.predicted > 0 ? ", as predicted" : ""}
        </LegendEntry>
        <LegendEntry
          sample={<circle r="4" className="legend-hollow legend-grey" />}
          counted={unlabelled}
        >
          no label
        </LegendEntry>
        <LegendEntry sample={<circle r="2" className="legend-grey-dot" />} counted={unused}>
          unused
        </LegendEntry>
        {predictions === null ? null : <li>{predictions}</li>}
      </ul>
      <ul className="graph-legend" aria-label="Edges">
        <li>
          <b>{edges}</b>
        </li>
        <EdgeEntry kind="same">same class</EdgeEntry>
        <EdgeEntry kind="cross">cross class</EdgeEntry>
        {test.all + unlabelled.all === 0 ? null : (
          <EdgeEntry kind="other">
            {unlabelled.all === 0 ? "to test" : "to test or no label"}
          </EdgeEntry>
        )}
      </ul>
    </>
  );
}

function outcomeWords({ correct, wrong }: OutcomeCounts): string {
  return correct + wrong === 0 ? "" : `, ${count(wrong)} wrong`;
}

interface LegendEntryProps {
  readonly sample: ReactNode;
  readonly counted: OutcomeCounts;
  readonly children: ReactNode;
}

function LegendEntry({ sample, counted, children }: LegendEntryProps) {
  if (counted.all === 0) return null;
  return (
    <li>
      <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
        {sample}
      </svg>
      <b>{count(counted.all)}</b> {children}
    </li>
  );
}

/** Half of the ring as for a correct node, half as for a wrong one. */
function Ring() {
  return (
    <>
      <circle r="3.4" className="legend-filled" />
      <path d="M0 -6.4 A6.4 6.4 0 0 0 0 6.4" className="legend-correct" />
      <path d="M0 -6.4 A6.4 6.4 0 0 1 0 6.4" className="legend-wrong" />
    </>
  );
}

function EdgeEntry({ kind, children }: { kind: "same" | "cross" | "other"; children: ReactNode }) {
  return (
    <li>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M1 8 H15" className={`legend-edge legend-${kind}`} />
      </svg>
      {children}
    </li>
  );
}
