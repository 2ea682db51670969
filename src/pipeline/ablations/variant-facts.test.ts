import { expect, test } from "vitest";
import { VARIANT_FACTS } from "./variant-facts.ts";
import { VARIANTS } from "./variants.ts";

test("every variant that runs is named, and every named one runs", () => {
  expect(new Set(VARIANT_FACTS.map(({ id }) => id))).toEqual(new Set(VARIANTS.map(({ id }) => id)));
});
