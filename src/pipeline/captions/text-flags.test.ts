import { describe, expect, test } from "vitest";
import { textFlags, textPieces } from "./text-flags.ts";

const flagsOf = (
  texts: readonly (string | null)[],
  classNames: readonly (string | null)[] = texts.map(() => null),
  longestText = 75,
): readonly (readonly string[])[] =>
  textFlags({ texts, classNames, longestText, differing: new Set([1]) });

describe("flags", () => {
  test("empty and duplicate", () => {
    expect(flagsOf([" \n", "x", "A  photo", "a photo ", null])).toEqual([
      ["empty"],
      ["differs"],
      ["duplicate"],
      ["duplicate"],
      [],
    ]);
  });

  test("two empty captions are no duplicates of each other", () => {
    expect(flagsOf(["", "x", " "])).toEqual([["empty"], ["differs"], ["empty"]]);
  });

  test("a caption as long as the limit is not too long", () => {
    expect(flagsOf(["one two three", "x", "one, two three"], [null, null, null], 3)).toEqual([
      [],
      ["differs"],
      ["too-long"],
    ]);
  });

  test("a covered image is not searched for its class", () => {
    expect(flagsOf(["a cat", "b", "the cat"], ["cat", null, null])).toEqual([
      ["names-class"],
      ["differs"],
      [],
    ]);
  });
});

test("pieces are words, runs of marks, and characters of scripts without spaces", () => {
  expect(textPieces("a cat's toy -- red!")).toBe(8);
  expect(textPieces("一只猫")).toBe(3);
  expect(textPieces("")).toBe(0);
});
