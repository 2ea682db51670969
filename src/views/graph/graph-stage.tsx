/** The canvas, its legend, and the panels that lie over it. */

import { useMemo, useState } from "react";
import type { Dataset, RankedPairs, RunPoint } from "../../pipeline/artifacts.ts";
import { selectNearestRun, type NodeMark } from "../../studio/selectors/node-marks.ts";
import { selectGraphStatistics, selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import type { StudioState } from "../../studio/store.ts";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ClassLegend } from "./class-legend.tsx";
import { EdgeLegend } from "./edge-legend.tsx";
import { degreeWords } from "./example-words.ts";
import { lineLimit } from "./graph-canvas.ts";
import { GraphLegend } from "./graph-legend.tsx";
import { GraphToolbar, type GraphOverlay } from "./graph-toolbar.tsx";
import { edgeWords, graphSummary } from "./graph-words.ts";
import { HoverCard, type CardPlace } from "./hover-card.tsx";
import { countMarks, type MarkCounts } from "./mark-counts.ts";
import type { Neighbourhood } from "./neighbourhood.ts";
import { NodeInspector } from "./node-inspector.tsx";
import { NodeList } from "./node-list.tsx";
import { isSweeping } from "./sweep-pace.ts";
import { useAtPace, useAtRest } from "./use-at-rest.ts";
import { useNeighbourhood } from "./use-neighbourhood.ts";
import { useGraphView } from "./use-graph-view.ts";

interface GraphStageProps {
  readonly dataset: Dataset;
  readonly marks: readonly NodeMark[];
  /** [N, 2] in [-1, 1] */
  readonly positions: Float32Array;
}

export function GraphStage({ dataset, marks, positions }: GraphStageProps) {
  const { selectExample } = useCommands();
  const ranked = useStudio(selectRankedPairs);
  const statistics = useAtRest(selectGraphStatistics);
  const hasGpu = useStudio(hasRealGpu);
  const ranking = useStudio((state) => state.graph.run.status === "running");
  const selected = useStudio((state) => state.graph.selectedExample);
  const chosen = selected !== null && selected < marks.length ? selected : null;
  const near = useNeighbourhood(chosen);
  const [webgl, setWebgl] = useState(false);
  const { container, card, ...controls } = useGraphView({
    marks,
    positions,
    ranked,
    chosen,
    near,
    webgl: webgl && hasGpu,
    onChoose: selectExample,
  });
  const [overlay, setOverlay] = useState<GraphOverlay>(null);
  const counts = useMemo(() => countMarks(marks), [marks]);
  return (
    <div className="similarity-graph">
      <div className="graph-area">
        <div
          ref={container}
          className="graph-canvas"
          role="img"
          aria-label={graphSummary(counts, edgeWords(statistics, ranked, ranking))}
        />
        <GraphOverlays
          dataset={dataset}
          marks={marks}
          pointAt={controls.pointAt}
          overlay={overlay}
          chosen={chosen}
          near={near}
          rightHalf={chosen !== null && (positions[2 * chosen] ?? Number.NaN) > 0}
        />
        <GraphToolbar
          overlay={overlay}
          onOverlay={setOverlay}
          onZoom={controls.zoomBy}
          onFit={controls.fit}
          webgl={hasGpu ? webgl : null}
          onWebgl={setWebgl}
        />
        {card === null || card.example === chosen ? null : (
          <NodeCard place={card} dataset={dataset} marks={marks} />
        )}
      </div>
      <GraphFooter marks={marks} counts={counts} ranked={ranked} ranking={ranking} />
    </div>
  );
}

interface GraphFooterProps {
  readonly marks: readonly NodeMark[];
  readonly counts: MarkCounts;
  readonly ranked: RankedPairs | null;
  readonly ranking: boolean;
}

function GraphFooter({ marks, counts, ranked, ranking }: GraphFooterProps) {
  const sweeping = useStudio(isSweeping);
  const nearest = useAtPace(selectNearestRun);
  return (
    <footer className={hasCutoff(ranked) ? "graph-footer graph-footer-cutoff" : "graph-footer"}>
      <GraphLegend
        counts={counts}
        testUncovered={!marks.some(({ covered }) => covered)}
        predictions={predictionSource(nearest)}
      />
      <EdgeLegend
        ranked={ranked}
        ranking={ranking}
        lines={sweeping ? 0 : lineLimit(marks.length)}
        testNodes={counts.test.all}
        unlabelledNodes={counts.unlabelled.all}
      />
    </footer>
  );
}

function hasCutoff(ranked: RankedPairs | null): boolean {
  return ranked !== null && ranked.cutoff > -Infinity;
}

/** On a fallback adapter the CPU would play the GPU. */
function hasRealGpu({ device }: StudioState): boolean {
  return device.report?.kind === "gpu";
}

/** The trained threshold nearest to τ may be far from it while a sweep fills in. */
function predictionSource(run: RunPoint | null): string | null {
  if (run === null) return null;
  const { runSeed, threshold } = run;
  const isEnd = Math.abs(threshold) >= 1;
  return `predictions: seed ${runSeed} trained ${isEnd ? "with" : "at τ"} ${thresholdWords(threshold)}`;
}

interface GraphOverlaysProps {
  readonly dataset: Dataset;
  readonly marks: readonly NodeMark[];
  readonly pointAt: (example: number | null) => void;
  readonly overlay: GraphOverlay;
  readonly chosen: number | null;
  readonly near: Neighbourhood | null;
  /** True when the chosen node stands on the right: its panel opens on the left. */
  readonly rightHalf: boolean;
}

function GraphOverlays({
  dataset,
  marks,
  pointAt,
  overlay,
  chosen,
  near,
  rightHalf,
}: GraphOverlaysProps) {
  const { selectExample } = useCommands();
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
          onPoint={pointAt}
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
    </>
  );
}

interface NodeCardProps {
  readonly place: CardPlace;
  readonly dataset: Dataset;
  readonly marks: readonly NodeMark[];
}

function NodeCard({ place, dataset, marks }: NodeCardProps) {
  const captions = useStudio((state) => state.captions.captions);
  const near = useNeighbourhood(place.example);
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
        degree: near === null ? null : degreeWords(near),
      }}
    />
  );
}
