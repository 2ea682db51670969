/** Student's t distribution, for intervals of a mean over a few repetitions. */

const BISECTIONS = 60;

/**
 * t with P(|T| ≤ t) = confidence, by bisection of A(t | ν) in θ = atan(t / √ν) (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4).
 *
 * @param degreesOfFreedom ν, a positive integer; O(ν)
 * @param confidence in (0, 1)
 * @throws RangeError for other arguments
 */
export function studentQuantile(degreesOfFreedom: number, confidence: number): number {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`${degreesOfFreedom} degrees of freedom`);
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence ${confidence}`);
  let low = 0;
  let high = Math.PI / 2;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (central(degreesOfFreedom, middle) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degreesOfFreedom) * Math.tan((low + high) / 2);
}

/** A(t | ν), the probability of (-t, t). */
function central(degreesOfFreedom: number, angle: number): number {
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const isOdd = degreesOfFreedom % 2 === 1;
  if (degreesOfFreedom === 1) return (2 * angle) / Math.PI;
  // Odd: cos θ (1 + 2/3 cos² θ + 2·4/(3·5) cos⁴ θ + ...); even: 1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ + ...
  let term = isOdd ? cosine : 1;
  let sum = term;
  for (let k = isOdd ? 2 : 1; k <= degreesOfFreedom - 3; k += 2) {
    term *= (k / (k + 1)) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
