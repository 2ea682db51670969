import { describe, expect, test } from "vitest";
import { cleanCaption, dropBoilerplate, dropRepeats, maskClassNames } from "./clean-up.ts";

const ALL = { dropBoilerplate: true, dropRepeats: true, maskClassNames: true };

describe("boilerplate", () => {
  test.each([
    ["The image shows a red apple on a table.", "a red apple on a table."],
    ["In this image we can see two cats.", "two cats."],
    ["Sure, here is a short description of the image: This image depicts a dog.", "a dog."],
    ["An image of a boat", "a boat"],
    ["This is a photo of a boat", "a boat"],
    ["a photo of a boat", "a photo of a boat"],
    ["Imagery of the picture", "Imagery of the picture"],
  ])("%s -> %s", (text, clean) => {
    expect(dropBoilerplate(text)).toBe(clean);
  });

  test("never leaves an empty caption", () => {
    expect(dropBoilerplate("An image of ")).toBe("An image of");
    // These beginnings end without a space, so that they can be the whole text.
    expect(dropBoilerplate("Sure.")).toBe("Sure.");
    expect(dropBoilerplate("Certainly: here is a caption:")).toBe("here is a caption:");
  });
});

describe("repeats", () => {
  test.each([
    ["a dog on a dog on a dog on a bed", "a dog on a bed"],
    ["red, red, red apples", "red, apples"],
    ["a cat. A cat.", "a cat."],
    ["a cat and a dog", "a cat and a dog"],
    ["", ""],
  ])("%s -> %s", (text, clean) => {
    expect(dropRepeats(text)).toBe(clean);
  });
});

describe("masking", () => {
  test("counts every whole occurrence, whatever separates its words", () => {
    expect(maskClassNames("A bell-pepper next to a Bell Pepper", ["bell_pepper"])).toEqual({
      text: "A object next to a object",
      unmasked: "A bell-pepper next to a Bell Pepper",
      masked: 2,
    });
  });

  test("leaves parts of words and names in another order", () => {
    expect(maskClassNames("a category of bobcats", ["cat"]).masked).toBe(0);
    expect(maskClassNames("a pepper bell", ["bell pepper"]).masked).toBe(0);
  });

  test("takes only the letters of a class name, never its signs as a pattern", () => {
    expect(maskClassNames("drawn in c++ (dark)", ["c++"]).text).toBe("drawn in object++ (dark)");
    expect(maskClassNames("a cat", ["c.t"]).masked).toBe(0);
  });

  test("finds a name in a script without spaces", () => {
    expect(maskClassNames("一只猫的照片", ["猫"])).toMatchObject({
      text: "一只object的照片",
      masked: 1,
    });
  });
});

describe("the rules together", () => {
  test("each can be switched off", () => {
    const text = "The image shows a cat a cat";
    const rule = (name: keyof typeof ALL): string =>
      cleanCaption(
        text,
        { dropBoilerplate: false, dropRepeats: false, maskClassNames: false, [name]: true },
        ["cat"],
      ).text;
    expect(rule("dropBoilerplate")).toBe("a cat a cat");
    expect(rule("dropRepeats")).toBe("The image shows a cat");
    expect(rule("maskClassNames")).toBe("The image shows a object a object");
    expect(cleanCaption(text, ALL, ["cat"])).toEqual({
      text: "a object",
      unmasked: "a cat",
      masked: 1,
    });
  });

  test("names of all classes are masked, longer ones first", () => {
    expect(cleanCaption("a bell pepper and a pepper", ALL, ["pepper", "bell pepper"])).toEqual({
      text: "a object and a object",
      unmasked: "a bell pepper and a pepper",
      masked: 2,
    });
  });
});
