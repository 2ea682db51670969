/** The ground of a cell of a heat map. */

/** Text keeps its contrast on the accent colour up to this share. */
const DARKEST_PERCENT = 45;

/** @param shade in [0, 1] */
export function heatStyle(shade: number): { readonly background: string } {
  const percent = (shade * DARKEST_PERCENT).toFixed(1);
  return { background: `color-mix(in srgb, var(--accent) ${percent}%, var(--surface))` };
}
