import { expect, test } from "vitest";
import type { CaptionEdit } from "../../pipeline/captions/caption-edits.ts";
import { createCaptionEditStore } from "./caption-edit-store.ts";
import { createMemoryDirectory } from "./origin-directory.ts";

const edit: CaptionEdit = {
  text: 'line\r\none, "two" 猫',
  source: "tagger",
  words: [{ word: "mug", probability: 0.5 }],
  locked: false,
  under: "tagger@1",
  unchanged: false,
};

test("edits of a folder come back exactly to another visit, and to no other folder", async () => {
  const directory = createMemoryDirectory();
  const store = createCaptionEditStore(() => Promise.resolve(directory));
  await store.write("one", [["__proto__", edit]]);
  const again = createCaptionEditStore(() => Promise.resolve(directory));
  expect(await again.read("one")).toEqual([["__proto__", edit]]);
  expect(await again.read("two")).toBeNull();
});

test.each(["", "{}", '[["a"]]', '[["a",{}]]', JSON.stringify([["a", { ...edit, source: "x" }]])])(
  "takes the broken file %j for missing",
  async (text) => {
    const directory = createMemoryDirectory();
    await directory.write("one.json", new Blob([text]));
    expect(await createCaptionEditStore(() => Promise.resolve(directory)).read("one")).toBeNull();
  },
);
