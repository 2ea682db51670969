/** The graph and what one propagation over it does, threshold by threshold. */

import { useMemo } from "react";
import { selectGraphKey, selectSweepKey } from "../../studio/selectors/sweep-key.ts";
import { selectRankedPairs, selectStatisticsAt } from "../../studio/selectors/threshold-axis.ts";
import type { StudioState } from "../../studio/store.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import { countOf } from "../format/count.ts";
import { useStudio } from "../studio-context.tsx";
import { thresholdNumber, thresholdWords } from "../threshold-axis/threshold-words.ts";
import { THRESHOLD_COLUMNS, thresholdCells, thresholdRows } from "./threshold-rows-layout.ts";

const NOTHING: readonly never[] = [];

/** What was measured on the shown graph; null where it was another one. */
function selectMeasured(state: StudioState): StudioState["diagnostics"]["smoothing"] {
  const { smoothing } = state.diagnostics;
  return smoothing?.key === selectGraphKey(state) ? smoothing : null;
}

function selectSweptThresholds(state: StudioState): readonly number[] {
  const { sweep } = state.evaluation;
  return sweep?.key === selectSweepKey(state) ? sweep.thresholds : NOTHING;
}

export function ThresholdTable() {
  const statisticsAt = useStudio(selectStatisticsAt);
  const threshold = useStudio((state) => state.graph.threshold);
  const measured = useStudio(selectMeasured);
  const swept = useStudio(selectSweptThresholds);
  const nodes = useStudio((state) => selectRankedPairs(state)?.nodes ?? null);
  const rows = useMemo(
    () =>
      statisticsAt === null
        ? NOTHING
        : thresholdRows(
            measured?.grid ?? swept,
            threshold,
            statisticsAt,
            measured?.points ?? NOTHING,
          ),
    [statisticsAt, threshold, measured, swept],
  );
  if (nodes === null) return null;
  return (
    <PanelSection title="Graph and smoothing at each τ">
      <div className="sideways" role="region" aria-label="Thresholds" tabIndex={0}>
        <table className="data-table diagnostics-table">
          <caption>
            Seed {nodes.runSeed}, {nodes.scope}, {countOf(nodes.part.length, "node")}. Homophily
            counts edges between training and validation images.
          </caption>
          <thead>
            <tr>
              <th scope="col">τ</th>
              {THRESHOLD_COLUMNS.map(({ title, meaning }) => (
                <th key={title} scope="col" title={meaning}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.threshold} aria-current={row.current ? "true" : undefined}>
                <th scope="row">
                  {thresholdWords(row.threshold)}
                  {row.current ? <span className="chip">τ now</span> : null}
                </th>
                {thresholdCells(row).map((words, column) => (
                  <td key={THRESHOLD_COLUMNS[column]?.title}>{words}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <CutoffNote />
      <ColumnMeanings />
    </PanelSection>
  );
}

function CutoffNote() {
  const ranked = useStudio(selectRankedPairs);
  if (ranked === null || ranked.cutoff === -Infinity) return null;
  return (
    <p className="hint">
      {countOf(ranked.similarity.length, "pair")} above {thresholdNumber(ranked.cutoff)} are kept.
      Below it edges are counted but not kept, so smoothness, components and adjusted homophily are
      not known there.
    </p>
  );
}

/** The words in the heads, for whom a title on hovering does not reach. */
function ColumnMeanings() {
  return (
    <dl className="column-meanings hint">
      {THRESHOLD_COLUMNS.slice(4).map(({ title, meaning }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
