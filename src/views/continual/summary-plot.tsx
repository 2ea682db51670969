/** Means with bars of one sample deviation, a line a series, the series told apart by dash, shape and name. */

import { accuracyNumber } from "../format/accuracy.ts";
import { percentNumber } from "../format/percent.ts";
import { strengthWords } from "./continual-words.ts";
import { linePlotLayout, type LinePlotLayout, type PlotSeries } from "./line-plot-layout.ts";

const SIZE = { width: 420, height: 210 };
/** Series beyond these repeat them. */
const DASHES = ["", "6 3", "2 3", "8 3 2 3", "1 4", "12 4"];

interface SummaryPlotProps {
  readonly label: string;
  readonly xLabel: string;
  readonly xScale: "tasks" | "log";
  /** What the axis shows at least, in fractions. */
  readonly yRange: readonly [number, number];
  readonly series: readonly PlotSeries[];
}

export function SummaryPlot({ label, xLabel, xScale, yRange, series }: SummaryPlotProps) {
  const layout = linePlotLayout(series, xScale, yRange, SIZE);
  return (
    <figure className="summary-plot">
      <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={label}>
        <Axes layout={layout} xLabel={xLabel} />
        {layout.series.map(({ name, path, marks }, i) => (
          <g key={name}>
            <path d={path} strokeDasharray={DASHES[i % DASHES.length]} />
            {marks.map(({ x, y, low, high }) => (
              <g key={x}>
                <line x1={x} x2={x} y1={low} y2={high} />
                <circle cx={x} cy={y} r={2.5} />
              </g>
            ))}
          </g>
        ))}
      </svg>
      <figcaption>
        <p className="hint">{label}; mean ± sample deviation over seeds.</p>
        <ul>
          {series.map(({ name, points }, i) => (
            <li key={name}>
              <svg className="summary-key" viewBox="0 0 28 8" aria-hidden="true">
                <path d="M0 4H28" strokeDasharray={DASHES[i % DASHES.length]} />
              </svg>
              {name}
              <span className="visually-hidden">
                {`: ${points.map(({ x, y }) => `${xLabel} ${strengthWords(x)}: ${accuracyNumber(y)}`).join("; ")}`}
              </span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

function Axes({ layout, xLabel }: { readonly layout: LinePlotLayout; readonly xLabel: string }) {
  const { left, right, bottom, xTicks, yTicks } = layout;
  return (
    <g className="summary-axes">
      {yTicks.map(({ y, value }) => (
        <g key={value}>
          <line x1={left} x2={right} y1={y} y2={y} />
          <text x={left - 6} y={y + 4} textAnchor="end">
            {percentNumber(value, 0)}
          </text>
        </g>
      ))}
      {xTicks.map(({ x, value }) => (
        <text key={value} x={x} y={bottom + 14} textAnchor="middle">
          {value >= 10_000 ? value.toExponential(0).replace("e+", "e") : value}
        </text>
      ))}
      <text x={(left + right) / 2} y={bottom + 29} textAnchor="middle">
        {xLabel}
      </text>
    </g>
  );
}
