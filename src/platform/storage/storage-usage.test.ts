/** Sizes and deletion while something else works on the files. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fakeOriginFiles } from "./fake-origin-files.ts";
import { clearStorage, storageUsage } from "./storage-usage.ts";

let root: ReturnType<typeof fakeOriginFiles>["root"];

beforeEach(() => {
  const files = fakeOriginFiles();
  ({ root } = files);
  for (const [name, value] of Object.entries(files.globals)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Results of a model: files of one byte each. */
async function results(model: string, ...names: readonly string[]) {
  const directory = await (
    await root.getDirectoryHandle("results", { create: true })
  ).getDirectoryHandle(model, { create: true });
  const files = [];
  for (const name of names) {
    const file = await directory.getFileHandle(name, { create: true });
    file.bytes = new Uint8Array(1);
    files.push(file);
  }
  return { directory, files };
}

const refusing = (name: string) => () => Promise.reject(new DOMException("refused", name));

it("a file that is deleted while all are counted takes no space, and the others are counted", async () => {
  const { files } = await results("tagger@1", "a", "b");
  await results("encoder@1", "a");
  files[0]!.getFile = refusing("NotFoundError");
  expect(await storageUsage()).toMatchObject({ captions: 1, embeddings: 1 });
});

it("a file that cannot be counted for another reason gives it with a code", async () => {
  const { files } = await results("tagger@1", "a");
  files[0]!.getFile = refusing("NotReadableError");
  await expect(storageUsage()).rejects.toMatchObject({
    code: "storage/unavailable",
    details: { reason: "refused" },
  });
});

it("results that a run is writing are called in use, and one that is gone already is passed over", async () => {
  const { directory } = await results("tagger@1", "a", "b");
  const remove = directory.removeEntry.bind(directory);
  directory.removeEntry = refusing("NoModificationAllowedError");
  await expect(clearStorage("captions")).rejects.toMatchObject({ code: "storage/in-use" });
  const refusals = [refusing("NotFoundError")];
  directory.removeEntry = (name) => (refusals.pop() ?? (() => remove(name)))();
  await clearStorage("captions");
  expect(await storageUsage()).toMatchObject({ captions: 1 });
});
