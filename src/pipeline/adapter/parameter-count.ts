/** How many numbers the Graph Adapter trains. */

/** Sizes: D features, R bottleneck, C classes. */
export interface AdapterShape {
  readonly featureDimension: number;
  readonly bottleneckDimension: number;
  readonly classCount: number;
}

export interface ParameterCount {
  readonly down: number;
  readonly gcn: number;
  readonly up: number;
  readonly head: number;
  /** down + gcn + up */
  readonly adapter: number;
  readonly total: number;
}

/** P(D, R, C) = (D R + R) + (R² + R) + (R D + D) + (D C + C), weights and biases; the graph has no parameters. */
export function parameterCount(shape: AdapterShape): ParameterCount {
  const { featureDimension: d, bottleneckDimension: r, classCount: c } = shape;
  const down = d * r + r;
  const gcn = r * r + r;
  const up = r * d + d;
  const head = d * c + c;
  return { down, gcn, up, head, adapter: down + gcn + up, total: down + gcn + up + head };
}
