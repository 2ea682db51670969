/** The canvas, its legend, and the panels that lie over it. */

import { useMemo, useState } from "react";
import type { Dataset, GraphStatistics, RankedPairs } from "../../pipeline/artifacts.ts";
import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import { selectGraphStatistics, selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ClassLegend } from "./class-legend.tsx";
import { GraphLegend } from "./graph-legend.tsx";
import { GraphToolbar, type GraphOverlay } from "./graph-toolbar.tsx";
import { edgeWords, graphSummary } from "./graph-words.ts";
import { HoverCard, type CardPlace } from "./hover-card.tsx";
import { countMarks } from "./mark-counts.ts";
import { neighbourhood, type Neighbourhood } from "./neighbourhood.ts";
import { NodeInspector } from "./node-inspector.tsx";
import { NodeList } from "./node-list.tsx";
import { useGraphView, type GraphView } from "./use-graph-view.ts";

interface GraphStageProps {
  readonly dataset: Dataset;
  readonly marks: readonly NodeMark[];
  /** [N, 2] in [-1, 1] */
  readonly positions: Float32Array;
}

export function GraphStage({ dataset, marks, positions }: GraphStageProps) {
  const { selectExample } = useCommands();
  const ranked = useStudio(selectRankedPairs);
  const statistics = useStudio(selectGraphStatistics);
  const ranking = useStudio((state) => state.graph.run.status === "running");
  const selected = useStudio((state) => state.graph.selectedExample);
  const chosen = selected !== null && selected < marks.length ? selected : null;
  const near = useNeighbourhood(ranked, statistics, chosen);
  const { container, card, ...controls } = useGraphView({
    marks,
    positions,
    ranked,
    statistics,
    chosen,
    near,
    onChoose: selectExample,
  });
  const counts = useMemo(() => countMarks(marks), [marks]);
  const edges = edgeWords(statistics?.edges ?? null, ranking);
  return (
    <div className="similarity-graph">
      <div className="graph-area">
        <div
          ref={container}
          className="graph-canvas"
          role="img"
          aria-label={graphSummary(counts, edges)}
        />
        <GraphOverlays
          dataset={dataset}
          marks={marks}
          controls={controls}
          chosen={chosen}
          near={near}
          rightHalf={chosen !== null && (positions[2 * chosen] ?? Number.NaN) > 0}
        />
        {card === null ? null : (
          <NodeCard
            place={card}
            dataset={dataset}
            marks={marks}
            ranked={ranked}
            statistics={statistics}
          />
        )}
      </div>
      <footer className="graph-footer">
        <GraphLegend counts={counts} testUncovered={!marks.some(({ covered }) => covered)} />
        <p className="graph-edges">{edges}</p>
      </footer>
    </div>
  );
}

function useNeighbourhood(
  ranked: RankedPairs | null,
  statistics: GraphStatistics | null,
  example: number | null,
): Neighbourhood | null {
  const threshold = statistics?.threshold ?? null;
  return useMemo(
    () =>
      ranked === null || threshold === null || example === null
        ? null
        : neighbourhood(ranked, example, threshold),
    [ranked, threshold, example],
  );
}

interface GraphOverlaysProps {
  readonly dataset: Dataset;
  readonly marks: readonly NodeMark[];
  readonly controls: Pick<GraphView, "pointAt" | "zoomBy" | "fit">;
  readonly chosen: number | null;
  readonly near: Neighbourhood | null;
  /** True when the chosen node stands on the right: its panel opens on the left. */
  readonly rightHalf: boolean;
}

function GraphOverlays({ dataset, marks, controls, chosen, near, rightHalf }: GraphOverlaysProps) {
  const { selectExample } = useCommands();
  const [overlay, setOverlay] = useState<GraphOverlay>(null);
  const captions = useStudio((state) => state.captions.captions);
  const mark = chosen === null ? undefined : marks[chosen];
  return (
    <>
      {overlay === "classes" ? <ClassLegend classNames={dataset.classNames} marks={marks} /> : null}
      {overlay === "list" ? (
        <NodeList
          marks={marks}
          dataset={dataset}
          chosen={chosen}
          onPoint={controls.pointAt}
          onChoose={selectExample}
        />
      ) : null}
      {mark === undefined ? null : (
        <NodeInspector
          mark={mark}
          marks={marks}
          dataset={dataset}
          caption={captions[mark.example]?.text ?? null}
          neighbourhood={near}
          side={rightHalf && overlay === null ? "left" : "right"}
          onChoose={selectExample}
        />
      )}
      <GraphToolbar
        overlay={overlay}
        onOverlay={setOverlay}
        onZoom={controls.zoomBy}
        onFit={controls.fit}
      />
    </>
  );
}

interface NodeCardProps {
  readonly place: CardPlace;
  readonly dataset: Dataset;
  readonly marks: readonly NodeMark[];
  readonly ranked: RankedPairs | null;
  readonly statistics: GraphStatistics | null;
}

function NodeCard({ place, dataset, marks, ranked, statistics }: NodeCardProps) {
  const captions = useStudio((state) => state.captions.captions);
  const near = useNeighbourhood(ranked, statistics, place.example);
  const mark = marks[place.example];
  if (mark === undefined) return null;
  return (
    <HoverCard
      place={place}
      facts={{
        mark,
        path: dataset.examples[mark.example]?.path ?? "",
        caption: captions[mark.example]?.text ?? null,
        classNames: dataset.classNames,
        degree: near?.degree ?? null,
      }}
    />
  );
}
