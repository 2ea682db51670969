import { expect, test } from "vitest";
import { replacements, type ReplaceQuery } from "./find-replace.ts";

const query = (find: string, replace: string, more: Partial<ReplaceQuery> = {}): ReplaceQuery => ({
  find,
  replace,
  matchCase: false,
  wholeWords: false,
  ...more,
});

const one = (text: string, asked: ReplaceQuery): string | undefined =>
  replacements([text], [0], asked)[0]?.after;

test("every place is counted, and captions without one are left out", () => {
  expect(
    replacements(["a cat, a Cat", "a dog", null, "cat"], [3, 0, 1, 2], query("cat", "lynx")),
  ).toEqual([
    { example: 3, before: "cat", after: "lynx", matches: 1 },
    { example: 0, before: "a cat, a Cat", after: "a lynx, a lynx", matches: 2 },
  ]);
});

test.each([".*", "(a+)+$", "[", "\\d", "a|b", "^", "$&", "{1}", "/", "?"])(
  "%s is text and no pattern",
  (text) => {
    expect(one("aaaa 123", query(text, "x"))).toBeUndefined();
    expect(one(`a ${text} b`, query(text, "x"))).toBe("a x b");
    expect(one("here", query("here", text))).toBe(text);
  },
);

test.each(["$&", "$1", "$$", "$`", "\\n"])("%s is put in as it is", (text) => {
  expect(one("a cat", query("cat", text))).toBe(`a ${text}`);
});

test("case counts where it is asked for", () => {
  expect(one("Cat cat", query("cat", "x", { matchCase: true }))).toBe("Cat x");
  expect(one("ÉCOLE", query("école", "x"))).toBe("x");
});

test("whole words end where words do, in scripts without spaces too", () => {
  const whole = { wholeWords: true };
  expect(one("category cat, bobcat", query("cat", "x", whole))).toBe("category x, bobcat");
  expect(one("éclaircat", query("cat", "x", whole))).toBeUndefined();
  expect(one("一只猫的照片", query("猫", "犬", whole))).toBe("一只犬的照片");
});

test("nothing is found for nothing", () => {
  expect(replacements(["a"], [0], query("", "x"))).toEqual([]);
});
