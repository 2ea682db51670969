import { expect, test } from "vitest";
import { classVector, promptTexts, PROMPT_SETS, readTemplates } from "./class-prompts.ts";

test("the class name stands wherever a template has a place for it, as it is", () => {
  expect(promptTexts(["a photo of a {}.", "{} or {}"], "$& {}")).toEqual([
    "a photo of a $& {}.",
    "$& {} or $& {}",
  ]);
});

test("every set that is offered can be read back", () => {
  for (const { templates } of PROMPT_SETS) {
    expect(readTemplates(templates.join("\n"))).toEqual({ templates });
  }
});

test.each([
  ["a {}\r\n\n  a {} \nthe {}", { templates: ["a {}", "the {}"] }],
  ["", { problem: "Write a line with {} for the class name." }],
  ["a {}\na photo", { problem: "“a photo” has no {} for the class name." }],
])("%j is read", (text, read) => {
  expect(readTemplates(text)).toEqual(read);
});

test("one vector is kept with its norm, several become the mean of unit vectors", () => {
  const three = Float32Array.of(3, 0);
  expect(classVector([three])).toBe(three);
  expect(classVector([three, Float32Array.of(0, 0.5)])).toEqual(Float32Array.of(0.5, 0.5));
  expect(() => classVector([])).toThrow(RangeError);
  expect(() => classVector([three, Float32Array.of(0, 0)])).toThrow(RangeError);
});
