import { expect, test } from "vitest";
import { LAST_LAMBDA_PLACE, lambdaAt, lambdaPlace } from "./lambda-scale.ts";

test("places run from off over 1 to a million", () => {
  expect(lambdaAt(0)).toBe(0);
  expect(lambdaAt(1)).toBe(1);
  expect(lambdaAt(LAST_LAMBDA_PLACE)).toBe(1e6);
});

test("every place is the nearest to its own λ, and λ off the scale goes to an end", () => {
  for (let place = 0; place <= LAST_LAMBDA_PLACE; place += 1) {
    expect(lambdaPlace(lambdaAt(place))).toBe(place);
  }
  expect(lambdaPlace(0.001)).toBe(1);
  expect(lambdaPlace(1e9)).toBe(LAST_LAMBDA_PLACE);
});
