import { expect, test } from "vitest";
import { fingerprint } from "../../numeric/fingerprint.ts";
import type { CaptionEdit } from "../../pipeline/captions/caption-edits.ts";
import { createCaptionEditStore } from "./caption-edit-store.ts";
import { fakeFolder } from "./fake-folder.ts";
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
  await store.write(fakeFolder("one", ["__proto__"]), new Map([["__proto__", edit]]));
  const again = createCaptionEditStore(() => Promise.resolve(directory));
  expect(await again.read(fakeFolder("one", ["__proto__"]))).toEqual(
    new Map([["__proto__", edit]]),
  );
  expect((await again.read(fakeFolder("two", ["__proto__"]))).size).toBe(0);
});

test("a file of edits with one that is broken is taken for missing", async () => {
  const directory = createMemoryDirectory();
  const folder = fakeFolder("one", ["a"]);
  const read = () => createCaptionEditStore(() => Promise.resolve(directory)).read(folder);
  await createCaptionEditStore(() => Promise.resolve(directory)).write(
    folder,
    new Map([["a", edit]]),
  );
  expect((await read()).size).toBe(1);
  const name = `${fingerprint("one")}.json`;
  const text = await (await directory.read(name))!.text();
  await directory.write(name, new Blob([text.replace('"tagger"', '"x"')]));
  expect((await read()).size).toBe(0);
});
