/** Validation accuracy against τ of a kept sweep, or of two on one pair of axes; the same numbers as a table for whoever cannot see it. */

import { percent } from "../format/percent.ts";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";
import { runCurveLayout, type RunCurvePoint } from "./run-curve-layout.ts";

const SIZE = { width: 480, height: 200 };

interface RunCurveProps {
  /** One or two; the second is dashed. */
  readonly curves: readonly {
    readonly name: string;
    readonly points: readonly RunCurvePoint[];
  }[];
}

export function RunCurve({ curves }: RunCurveProps) {
  const drawn = curves.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return <p>No threshold has been trained with every seed yet.</p>;
  const { left, right, bottom, yTicks, xTicks, paths } = runCurveLayout(
    drawn.map(({ points }) => points),
    SIZE,
  );
  return (
    <figure className="run-curve">
      <figcaption>
        Validation accuracy against τ, mean over seeds
        {drawn.length < 2 ? "" : `: ${drawn.map(({ name }) => name).join(" solid, ")} dashed`}
      </figcaption>
      <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={curveWords(drawn)}>
        {yTicks.map(({ y, text }) => (
          <g key={text} className="run-curve-axis">
            <line x1={left} x2={right} y1={y} y2={y} />
            <text x={left - 6} y={y + 4} textAnchor="end">
              {text}
            </text>
          </g>
        ))}
        {xTicks.map(({ x, text }, i) => (
          <text
            key={text}
            x={x}
            y={bottom + 16}
            textAnchor={i === 0 ? "start" : i === xTicks.length - 1 ? "end" : "middle"}
          >
            {text}
          </text>
        ))}
        {paths.map((path, i) => (
          <path
            key={drawn[i]?.name}
            className={i === 0 ? "run-curve-first" : "run-curve-second"}
            d={path}
          />
        ))}
      </svg>
      {drawn.map(({ name, points }) => (
        <details key={name}>
          <summary>{drawn.length < 2 ? "Curve as a table" : `Curve of ${name} as a table`}</summary>
          <CurveTable points={points} />
        </details>
      ))}
    </figure>
  );
}

function CurveTable({ points }: { readonly points: readonly RunCurvePoint[] }) {
  return (
    <table className="data-table words-table">
      <thead>
        <tr>
          <th scope="col">τ</th>
          <th scope="col">Validation</th>
        </tr>
      </thead>
      <tbody>
        {points.map(({ threshold, accuracy }) => (
          <tr key={threshold}>
            <th scope="row">{thresholdWords(threshold)}</th>
            <td>{percent(accuracy)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function curveWords(curves: RunCurveProps["curves"]): string {
  return curves
    .map(({ name, points }) => {
      const best = points.reduce((a, b) => (b.accuracy >= a.accuracy ? b : a));
      return `${name}: ${points.length} thresholds, highest ${percent(best.accuracy)} at ${thresholdWords(best.threshold)}`;
    })
    .join("; ");
}
