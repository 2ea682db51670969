/** Words beside the plot that name a line, with a leader where the label could not stand at the line's height. */

interface StripLabelProps {
  readonly className: string;
  readonly lines: readonly string[];
  /** Right end of the line that the label names. */
  readonly lineEnd: number;
  readonly x: number;
  /** Baseline of the first line of type. */
  readonly y: number;
  readonly em: number;
  readonly anchor: number;
  readonly middle: number;
}

export function StripLabel(props: StripLabelProps) {
  const { className, lines, lineEnd, x, y, em, anchor, middle } = props;
  const turn = (x - lineEnd) / 3;
  return (
    <g className={className}>
      <path
        className="axis-leader"
        d={`M${lineEnd},${anchor} h${turn} L${x - turn},${middle} h${turn * 0.6}`}
      />
      <text className="axis-label" y={y}>
        {lines.map((line, i) => (
          <tspan key={line} x={x} dy={i === 0 ? 0 : 1.12 * em}>
            {line}
          </tspan>
        ))}
      </text>
    </g>
  );
}
