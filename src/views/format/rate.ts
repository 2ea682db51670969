/** How fast a job goes. */

/** 3.21 -> "3.2 a second", 42 -> "42 a second", 0.05 -> "3 a minute" */
export function rate(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)} a second`;
  if (perSecond >= 0.1) return `${perSecond.toFixed(1)} a second`;
  return `${(perSecond * 60).toFixed(perSecond * 60 >= 2 ? 0 : 1)} a minute`;
}

/** 3.21 -> "3.2/s": where a stage's button has no room for words. */
export function shortRate(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)}/s`;
  if (perSecond >= 0.1) return `${perSecond.toFixed(1)}/s`;
  return `${(perSecond * 60).toFixed(perSecond * 60 >= 2 ? 0 : 1)}/min`;
}
