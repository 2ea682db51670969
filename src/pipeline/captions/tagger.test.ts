import { describe, expect, test } from "vitest";
import { indefiniteArticle, softmax, taggerCaption } from "./tagger.ts";

describe("softmax", () => {
  test("gives the probabilities of known odds", () => {
    const probabilities = softmax(Float32Array.of(Math.log(1), Math.log(2), Math.log(5)));
    expect(probabilities[0]).toBeCloseTo(1 / 8, 6);
    expect(probabilities[1]).toBeCloseTo(2 / 8, 6);
    expect(probabilities[2]).toBeCloseTo(5 / 8, 6);
  });

  test("does not overflow and ignores a common shift", () => {
    const shifted = softmax(Float32Array.of(1000, 1001));
    const plain = softmax(Float32Array.of(0, 1));
    expect(shifted[1]).toBeCloseTo(plain[1]!, 12);
    expect(shifted[0]! + shifted[1]!).toBeCloseTo(1, 12);
  });

  test("refuses logits that are not finite", () => {
    expect(() => softmax(Float32Array.of(0, NaN))).toThrow(RangeError);
    expect(() => softmax(new Float32Array())).toThrow(RangeError);
  });
});

describe("tagger caption", () => {
  test("names the three likeliest words, most likely first", () => {
    const caption = taggerCaption(Float32Array.of(1, 4, 2, 3), [
      "tench",
      "daisy",
      "cardoon",
      "sea urchin",
    ]);
    expect(caption.text).toBe("a photo of a daisy, sea urchin or cardoon");
    expect(caption.source).toBe("tagger");
    expect(caption.words.map(({ word }) => word)).toEqual(["daisy", "sea urchin", "cardoon"]);
  });

  test("reports probabilities over all classes, so the three shown need not sum to one", () => {
    const odds = [1, 2, 3, 4].map((odd) => Math.log(odd));
    const { words } = taggerCaption(Float32Array.from(odds), ["a1", "a2", "a3", "a4"]);
    expect(words.map(({ probability }) => probability)).toEqual([
      expect.closeTo(0.4, 6),
      expect.closeTo(0.3, 6),
      expect.closeTo(0.2, 6),
    ]);
  });

  test("takes the first synonym", () => {
    const caption = taggerCaption(Float32Array.of(3, 2, 1), [
      "kite (bird of prey)",
      "baluster / handrail",
      "tench, Tinca tinca",
    ]);
    expect(caption.text).toBe("a photo of a kite, baluster or tench");
  });

  test("adds up classes that share a word", () => {
    const odds = [3, 2, 2, 1].map((odd) => Math.log(odd));
    const names = ["mask", "sunglasses", "sunglasses", "wig"];
    const { words } = taggerCaption(Float32Array.from(odds), names);
    expect(words[0]?.probability).toBeCloseTo(0.5, 6);
    expect(words.map(({ word }) => word)).toEqual(["sunglasses", "mask", "wig"]);
  });

  test("refuses a list of names of another length", () => {
    expect(() => taggerCaption(Float32Array.of(1, 2), ["daisy"])).toThrow(RangeError);
  });
});

test.each([
  ["acorn", "an"],
  ["Egyptian Mau", "an"],
  ["umbrella", "an"],
  ["upright piano", "an"],
  ["iPod", "an"],
  ["hourglass", "an"],
  ["daisy", "a"],
  ["honeycomb", "a"],
  ["unicycle", "a"],
  ["European polecat", "a"],
  ["one-piece bathing suit", "a"],
  ["yurt", "a"],
])("the article of %s is %s", (noun, article) => {
  expect(indefiniteArticle(noun)).toBe(article);
});
