/** Cross-entropy of one run against the epoch. */

import { lossPlotLayout, type LossPlotLayout, type LossSeries } from "./loss-plot-layout.ts";
import "./loss-plot.css";

/** Drawn in these units and scaled to the panel's width. */
const SIZE = { width: 256, height: 128 };

interface LossPlotProps {
  readonly series: readonly LossSeries[];
  readonly epochs: number;
}

export function LossPlot({ series, epochs }: LossPlotProps) {
  const layout = lossPlotLayout(series, epochs, SIZE);
  return (
    <svg
      className="loss-plot"
      viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
      role="img"
      aria-label={lossWords(series, epochs)}
    >
      <Axes layout={layout} />
      {layout.curves.map(({ name, path, end }) => (
        <g key={name} className={`loss-${name}`}>
          <path d={path} />
          <text x={end.x + 5} y={end.y + 4}>
            {name}
          </text>
        </g>
      ))}
    </svg>
  );
}

function Axes({
  layout: { left, right, bottom, xTicks, yTicks },
}: {
  readonly layout: LossPlotLayout;
}) {
  return (
    <g className="loss-axes">
      {yTicks.map(({ y, text }) => (
        <g key={text}>
          <line x1={left} x2={right} y1={y} y2={y} />
          <text x={left - 6} y={y + 4} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {xTicks.map(({ x, text }, i) => (
        <text key={`${i}`} x={x} y={bottom + 16} textAnchor={i === 0 ? "start" : "end"}>
          {i === 0 ? `epoch ${text}` : text}
        </text>
      ))}
    </g>
  );
}

function lossWords(series: readonly LossSeries[], epochs: number): string {
  const latest = series.map(
    ({ name, losses }) => `${name} loss ${losses.at(-1)?.toFixed(3) ?? "unknown"}`,
  );
  return `Epoch ${series[0]?.losses.length ?? 0} of ${epochs}: ${latest.join(", ")}`;
}
