import { describe, expect, test } from "vitest";
import type { Caption } from "../artifacts.ts";
import { classNameShare, containsClassName } from "./class-name-share.ts";

describe("a caption contains its class name", () => {
  test.each([
    ["a photo of an Egyptian Mau, lynx or tabby", "Egyptian_Mau"],
    ["a photo of a german shorthaired pointer", "german-shorthaired__pointer"],
    ["DAISY", "daisy"],
    ["a daisy.", "Daisy"],
    ["a cat's toy", "cat"],
    ["une photo d'un CAFÉ", "cafe\u0301"],
    ["صورة قطة صغيرة", "قطة"],
    ["一只猫的照片", "猫"],
    ["a bell-pepper", "bell pepper"],
  ])("%s / %s", (caption, className) => {
    expect(containsClassName(caption, className)).toBe(true);
  });

  test.each([
    ["a photo of a category", "cat"],
    ["a bobcat", "cat"],
    ["a Mau that is Egyptian", "Egyptian Mau"],
    ["a photo of an Egyptian", "Egyptian Mau"],
    ["a cats-eye", "cat"],
    ["a photo of cafes", "café"],
    ["a photo of a cat", "c.t"],
    ["anything", "---"],
    ["", "cat"],
  ])("but not %s / %s", (caption, className) => {
    expect(containsClassName(caption, className)).toBe(false);
  });
});

describe("class-name share", () => {
  const caption = (text: string): Caption => ({ text, source: "tagger", words: [] });

  test("counts labelled examples only", () => {
    const captions = [caption("a cat"), caption("a dog"), caption("a cat"), null];
    expect(classNameShare(captions, [0, 0, null, 1], ["cat", "dog"])).toBe(1 / 3);
  });

  test("is 0 without labels", () => {
    expect(classNameShare([caption("a cat")], [null], [])).toBe(0);
  });

  test("refuses a label without a class and lists of different length", () => {
    expect(() => classNameShare([null], [2], ["cat"])).toThrow(RangeError);
    expect(() => classNameShare([null], [], ["cat"])).toThrow(RangeError);
  });
});
