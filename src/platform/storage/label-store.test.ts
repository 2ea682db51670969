import { expect, test } from "vitest";
import { createLabelStore, type LabelStore } from "./label-store.ts";
import { createMemoryDirectory, type OriginDirectory } from "./origin-directory.ts";

const storeIn = (directory: OriginDirectory): LabelStore =>
  createLabelStore(() => Promise.resolve(directory));

const cats = [{ className: 'cat, "grey" 猫', paths: ["a/1.jpg", "ü.jpg"] }];

test("labels of a folder come back to another visit, and to no other folder", async () => {
  const directory = createMemoryDirectory();
  await storeIn(directory).write("one", cats);
  await storeIn(directory).write("two", [{ className: "dog", paths: ["b.jpg"] }]);
  expect(await storeIn(directory).read("one")).toEqual(cats);
  expect(await storeIn(directory).read("three")).toBeNull();
});

test("the last write wins, however long an earlier one takes, and one that failed holds none up", async () => {
  const inner = createMemoryDirectory();
  const waits = [30, -1, 0];
  const store = storeIn({
    ...inner,
    write: async (name, data) => {
      const wait = waits.shift() ?? 0;
      if (wait < 0) throw new Error("full");
      await new Promise((resolve) => setTimeout(resolve, wait));
      await inner.write(name, data);
    },
  });
  const writes = [store.write("one", []), store.write("one", []), store.write("one", cats)];
  const outcomes = await Promise.allSettled(writes);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await store.read("one")).toEqual(cats);
});

test.each(["", "[", "{}", '[{"className":1,"paths":[]}]', '[{"className":"a","paths":[2]}]'])(
  "takes the broken file %j for missing",
  async (text) => {
    const directory = createMemoryDirectory();
    await directory.write("one.json", new Blob([text]));
    expect(await storeIn(directory).read("one")).toBeNull();
  },
);
