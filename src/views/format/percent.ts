/** Fractions in [0, 1] as percent; nothing inside the studio is in percent. */

/** 0.7123 -> "71.2 %". A no-break space keeps number and unit on one line. */
export function percent(fraction: number, decimals = 1): string {
  return `${percentNumber(fraction, decimals)}\u00a0%`;
}

/** 0.7123 -> "71.2" */
export function percentNumber(fraction: number, decimals = 1): string {
  return (fraction * 100).toFixed(decimals);
}
