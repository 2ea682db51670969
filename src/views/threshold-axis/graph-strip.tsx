/** What the graph is like along τ: homophily, isolated share and mean degree. The lines stay while τ moves; only the printed values follow. */

import { memo } from "react";
import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";
import type { GraphSeries, GraphStripLayout } from "./graph-strip-layout.ts";
import { degreeNumber } from "./threshold-words.ts";

interface GraphStripProps {
  readonly frame: AxisFrame;
  readonly layout: GraphStripLayout;
}

export const GraphStripLines = memo(function GraphStripLines({ frame, layout }: GraphStripProps) {
  const { em, plotLeft, plotRight } = frame;
  return (
    <g>
      {layout.ticks.map(({ y, text }) => (
        <g key={text}>
          <line className="axis-grid" x1={plotLeft} x2={plotRight} y1={y} y2={y} />
          <text className="axis-tick axis-tick-left" x={plotLeft - 0.5 * em} y={y}>
            {text}
          </text>
        </g>
      ))}
      {layout.lines.map(({ series, path }) => (
        <path key={series} className={`axis-line axis-${series}`} d={path} />
      ))}
    </g>
  );
});

const NAMES: Readonly<Record<GraphSeries, string>> = {
  homophily: "homophily",
  adjusted: "adjusted",
  isolated: "isolated",
  degree: "degree",
};

interface GraphStripValuesProps extends GraphStripProps {
  readonly statistics: GraphStatistics;
}

/** Values at τ, printed beside the names of the lines. */
export function GraphStripValues({ frame, layout, statistics }: GraphStripValuesProps) {
  return layout.labels.map(({ series, y }) => (
    <text key={series} className={`axis-label axis-label-${series}`} x={frame.labelLeft} y={y}>
      {`${NAMES[series]}\u00a0${valueAt(statistics, series)}`}
    </text>
  ));
}

function valueAt(statistics: GraphStatistics, series: GraphSeries): string {
  switch (series) {
    case "homophily":
      return shareNumber(statistics.homophily);
    case "adjusted":
      return statistics.exact ? shareNumber(statistics.adjustedHomophily) : "not kept";
    case "isolated":
      return shareNumber(statistics.isolated);
    case "degree":
      return degreeNumber(statistics.meanDegree);
  }
}

/** Without an edge between labelled images there is no homophily, which is not the same as none. */
function shareNumber(share: number | null): string {
  return share === null
    ? "n/a"
    : share
        .toFixed(2)
        .replace(/^-0\.00$/, "0.00")
        .replace("-", "\u2212");
}
