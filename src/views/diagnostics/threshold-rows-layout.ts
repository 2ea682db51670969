/** The rows of the table over the thresholds, and the words in them. */

import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import type { SmoothingPoint } from "../../pipeline/graph/smoothing.ts";
import { count } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { degreeNumber } from "../threshold-axis/threshold-words.ts";

interface ThresholdRow {
  readonly threshold: number;
  /** The slider's τ. */
  readonly current: boolean;
  readonly statistics: GraphStatistics;
  /** Null until it is measured. */
  readonly smoothing: SmoothingPoint | null;
}

/** The grid and τ, ascending; τ has a row of its own where the grid does not hold it. */
export function thresholdRows(
  grid: readonly number[],
  current: number,
  statisticsAt: (threshold: number) => GraphStatistics,
  points: readonly SmoothingPoint[],
): readonly ThresholdRow[] {
  const measured = new Map(points.map((point) => [point.threshold, point]));
  return [...new Set([...grid, current])]
    .sort((a, b) => a - b)
    .map((threshold) => ({
      threshold,
      current: threshold === current,
      statistics: statisticsAt(threshold),
      smoothing: measured.get(threshold) ?? null,
    }));
}

export const THRESHOLD_COLUMNS: readonly { readonly title: string; readonly meaning: string }[] = [
  { title: "Degree", meaning: "Mean number of neighbours" },
  { title: "Isolated", meaning: "Share of images without a neighbour" },
  { title: "Components", meaning: "Connected components" },
  { title: "Homophily", meaning: "Share of edges with equal labels" },
  { title: "Adjusted", meaning: "Homophily beyond what class degrees alone give; 0 is chance" },
  { title: "E(Z)", meaning: "Dirichlet energy of the unit features" },
  { title: "E(ÂZ) / E(Z)", meaning: "Dirichlet energy that one propagation leaves, same edges" },
  { title: "Normalised E(ÂZ)", meaning: "Dirichlet energy of rows divided by the root of degree" },
  { title: "MAD", meaning: "Mean of 1 − cosine to neighbours, after one propagation" },
  { title: "Row spread", meaning: "Largest distance to the mean row, after one propagation" },
];

const NONE = "n/a";

/** One cell a column. */
export function thresholdCells({ statistics, smoothing }: ThresholdRow): readonly string[] {
  const { homophily, adjustedHomophily, components } = statistics;
  const measure = (value: number | null | undefined): string => {
    if (smoothing === null) return "–";
    if (smoothing.before === null) return "not kept";
    return value == null ? NONE : value.toFixed(3);
  };
  return [
    degreeNumber(statistics.meanDegree),
    percent(statistics.isolated),
    components === null ? NONE : count(components),
    share(homophily),
    share(adjustedHomophily),
    measure(smoothing?.before?.dirichlet),
    measure(smoothing?.dirichletRatio),
    measure(smoothing?.after?.normalizedDirichlet),
    measure(smoothing?.after?.meanAverageDistance),
    measure(smoothing?.after?.rowSpread),
  ];
}

function share(value: number | null): string {
  return value === null ? NONE : value.toFixed(3).replace("-", "\u2212");
}
