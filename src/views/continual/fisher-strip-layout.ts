/** Shades of the Fisher heat strip: one row a parameter block, one column a task, on a logarithmic scale. */

export interface FisherStripRow {
  readonly block: string;
  readonly cells: readonly {
    readonly value: number;
    /** Darkness in [0, 1]: 0 for a value of 0 or the smallest one, 1 for the largest. */
    readonly shade: number;
  }[];
}

/** Beyond this many decades below the largest value all is equally faint. */
const DECADES = 6;

/** @param fisherMeans one record a task; empty ones where there is no Fisher diagonal, which give no row */
export function fisherStripLayout(
  fisherMeans: readonly Readonly<Record<string, number>>[],
): readonly FisherStripRow[] {
  const values = fisherMeans.flatMap((means) => Object.values(means)).filter((value) => value > 0);
  const top = Math.log10(Math.max(...values));
  const bottom = Math.max(top - DECADES, Math.log10(Math.min(...values)));
  const shade = (value: number): number => {
    if (value <= 0) return 0;
    if (top === bottom) return 1;
    return Math.max(0, (Math.log10(value) - bottom) / (top - bottom));
  };
  const blocks = Object.keys(fisherMeans[0] ?? {});
  return blocks.map((block) => ({
    block,
    cells: fisherMeans.map((means) => {
      const value = means[block] ?? Number.NaN;
      return { value, shade: Number.isNaN(value) ? 0 : shade(value) };
    }),
  }));
}
