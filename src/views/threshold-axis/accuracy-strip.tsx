/** Accuracy against τ: validation with its band, baselines, τ*, and after the reveal test. Drawn anew only when a point lands, not while τ moves. */

import { memo, useId } from "react";
import type { AccuracyStripLayout, BestMark } from "./accuracy-strip-layout.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";
import { StripLabel } from "./strip-label.tsx";

interface AccuracyStripProps {
  readonly frame: AxisFrame;
  readonly layout: AccuracyStripLayout;
  /** Shipped with the sample instead of trained here: drawn hollow and dashed. */
  readonly recorded: boolean;
  /** Belongs to other settings: drawn faint. */
  readonly stale: boolean;
}

export const AccuracyStrip = memo(function AccuracyStrip(props: AccuracyStripProps) {
  const { frame, layout, recorded, stale } = props;
  const clip = useId();
  const look = [
    "axis-accuracy",
    ...(recorded ? ["axis-recorded"] : []),
    ...(stale ? ["axis-stale"] : []),
  ].join(" ");
  return (
    <g className={look}>
      <Ticks frame={frame} ticks={layout.ticks} />
      {layout.baselines.map(({ key, y }) => (
        <line
          key={key}
          className={`axis-baseline axis-${key}`}
          x1={frame.plotLeft}
          x2={frame.plotRight}
          y1={y}
          y2={y}
        />
      ))}
      <clipPath id={clip}>
        <rect
          x={frame.plotLeft - frame.em}
          y={frame.accuracy.top - frame.em}
          width={frame.plotRight - frame.plotLeft + 2 * frame.em}
          height={frame.accuracy.bottom - frame.accuracy.top + frame.em}
        />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <ValidationCurve frame={frame} layout={layout} />
        <TestCurve frame={frame} layout={layout} />
      </g>
      {layout.below === null ? null : <Below frame={frame} {...layout.below} />}
      {layout.labels.map(({ key, lines, y, anchor, middle }) => (
        <StripLabel
          key={key}
          className={`axis-label-of-${key}`}
          lines={lines}
          lineEnd={frame.plotRight}
          x={frame.labelLeft}
          y={y}
          em={frame.em}
          anchor={anchor}
          middle={middle}
        />
      ))}
      {layout.best === null ? null : <Best frame={frame} mark={layout.best} />}
    </g>
  );
});

function Ticks({ frame, ticks }: { frame: AxisFrame; ticks: AccuracyStripLayout["ticks"] }) {
  return ticks.map(({ y, text }) => (
    <g key={text}>
      <line className="axis-grid" x1={frame.plotLeft} x2={frame.plotRight} y1={y} y2={y} />
      <text className="axis-tick axis-tick-left" x={frame.plotLeft - 0.5 * frame.em} y={y}>
        {text}
      </text>
    </g>
  ));
}

function ValidationCurve({ frame, layout }: { frame: AxisFrame; layout: AccuracyStripLayout }) {
  return (
    <>
      <path className="axis-band" d={layout.validation.band} />
      {layout.runs.map(({ x, y }, i) => (
        <circle key={i} className="axis-run" cx={x} cy={y} r={0.14 * frame.em} />
      ))}
      <path className="axis-line axis-validation" d={layout.validation.line} />
      {layout.validation.points.map(({ threshold, x, y }) => (
        <circle key={threshold} className="axis-point" cx={x} cy={y} r={0.24 * frame.em} />
      ))}
    </>
  );
}

/** An arrow at the foot of the strip for a point that lies under it, and its words below the strip, where no curve goes. */
function Below({ frame, x, text }: { frame: AxisFrame; x: number; text: string }) {
  const { em, accuracy } = frame;
  return (
    <g className="axis-below">
      <path d={`M${x},${accuracy.bottom} l${-0.4 * em},${-0.7 * em} h${0.8 * em} z`} />
      <text className="axis-label" x={x + 0.7 * em} y={accuracy.bottom + 0.9 * em}>
        {text}
      </text>
    </g>
  );
}

function TestCurve({ frame, layout }: { frame: AxisFrame; layout: AccuracyStripLayout }) {
  const { test } = layout;
  if (test === null) return null;
  return (
    <>
      <path className="axis-band axis-test-band" d={test.band} />
      <path className="axis-line axis-test" d={test.line} />
      {test.points.map(({ threshold, x, y }) => (
        <rect
          key={threshold}
          className="axis-test-point"
          x={x - 0.2 * frame.em}
          y={y - 0.2 * frame.em}
          width={0.4 * frame.em}
          height={0.4 * frame.em}
        />
      ))}
    </>
  );
}

function Best({ frame, mark }: { frame: AxisFrame; mark: BestMark }) {
  const { em, markLane } = frame;
  const half = 0.42 * em;
  const tip = markLane.bottom - 0.1 * em;
  return (
    <g className="axis-best">
      <line className="axis-best-stem" x1={mark.x} x2={mark.x} y1={tip} y2={mark.y} />
      <path d={`M${mark.x - half},${tip - 1.5 * half} h${2 * half} L${mark.x},${tip} z`} />
      <text className="axis-value" x={mark.textX} y={tip - 0.1 * em}>
        {mark.text}
      </text>
    </g>
  );
}
