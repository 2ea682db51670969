/** What the nodes mean, with counts. */

import type { ReactNode } from "react";
import { count } from "../format/count.ts";
import type { MarkCounts, OutcomeCounts } from "./mark-counts.ts";

interface GraphLegendProps {
  readonly counts: MarkCounts;
  /** False until the reveal. */
  readonly testUncovered: boolean;
  /** Which trained run the predictions are of, in words; null without one. */
  readonly predictions: string | null;
}

export function GraphLegend({ counts, testUncovered, predictions }: GraphLegendProps) {
  const { train, validation, test, unlabelled, unused } = counts;
  return (
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
