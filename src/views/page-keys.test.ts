import { expect, test } from "vitest";
import { pageKeyAction } from "./page-keys.ts";

test("digits open the stages in the order of the data path", () => {
  expect(pageKeyAction("1")).toEqual({ kind: "open-stage", stage: "dataset" });
  expect(pageKeyAction("7")).toEqual({ kind: "open-stage", stage: "evaluation" });
  expect(pageKeyAction("8")).toBeNull();
});

test("letters work in both cases, and words that objects inherit are no keys", () => {
  expect(pageKeyAction("R")).toEqual({ kind: "run" });
  expect(pageKeyAction("?")).toEqual({ kind: "help" });
  expect(pageKeyAction("constructor")).toBeNull();
});
