/** The slider's places for λ: off, then 1 to 1,000,000 in half decades. */

const PLACES_A_DECADE = 2;
const DECADES = 6;

/** The last place; place 0 is λ = 0. */
export const LAST_LAMBDA_PLACE = DECADES * PLACES_A_DECADE + 1;

export function lambdaAt(place: number): number {
  return place === 0 ? 0 : 10 ** ((place - 1) / PLACES_A_DECADE);
}

/** The place nearest to λ. */
export function lambdaPlace(lambda: number): number {
  if (lambda <= 0) return 0;
  const place = Math.round(Math.log10(lambda) * PLACES_A_DECADE) + 1;
  return Math.min(LAST_LAMBDA_PLACE, Math.max(1, place));
}
