import { afterEach, describe, expect, it, vi } from "vitest";
import { fingerprint } from "../../numeric/fingerprint.ts";
import { labelsByImage, labelStepsOf, type LabelStep } from "../../pipeline/dataset/relabel.ts";
import { fakeFolder } from "./fake-folder.ts";
import { createLabelStore, type LabelStore } from "./label-store.ts";
import { createMemoryDirectory, type OriginDirectory } from "./origin-directory.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const storeIn = (directory: OriginDirectory): LabelStore =>
  createLabelStore(() => Promise.resolve(directory));

const one = fakeFolder("one", ["a/1.jpg", "ü.jpg"]);
const cats: readonly LabelStep[] = [
  { className: 'cat, "grey" 猫', paths: ["a/1.jpg", "ü.jpg"] },
  { className: "dog", paths: ["ü.jpg"] },
];
const dogs = labelsByImage([{ className: "dog", paths: ["a/1.jpg"] }]);

describe("labels of a folder", () => {
  it("come back to another visit, and to no other folder", async () => {
    const directory = createMemoryDirectory();
    await storeIn(directory).write(one, labelsByImage(cats));
    await storeIn(directory).write(fakeFolder("two", ["a/1.jpg"]), dogs);
    expect(labelStepsOf(await storeIn(directory).read(one))).toEqual(cats);
    expect((await storeIn(directory).read(fakeFolder("three", ["a/1.jpg"]))).size).toBe(0);
  });

  it("outlive a photo that is added, and one that is taken away and put back", async () => {
    const store = storeIn(createMemoryDirectory());
    await store.write(one, labelsByImage(cats));
    const more = fakeFolder("one", ["a/1.jpg", "new.jpg", "ü.jpg"]);
    expect(labelStepsOf(await store.read(more))).toEqual(cats);
    await store.write(fakeFolder("one", ["a/1.jpg"]), dogs);
    expect(labelStepsOf(await store.read(one))).toEqual([
      { className: 'cat, "grey" 猫', paths: ["ü.jpg"] },
      { className: "dog", paths: ["a/1.jpg"] },
      { className: "dog", paths: ["ü.jpg"] },
    ]);
  });

  it("are those of the last write, however long an earlier one takes, and one that failed holds none up", async () => {
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
    const none = labelsByImage([]);
    const writes = [none, none, labelsByImage(cats)].map((labels) => store.write(one, labels));
    const read = store.read(one);
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(labelStepsOf(await read)).toEqual(cats);
  });

  it("of two folders of one name, which two tabs label at once, are both kept", async () => {
    let last: Promise<unknown> = Promise.resolve();
    const locks = {
      request: (_: string, work: () => Promise<unknown>) => (last = last.then(work, work)),
    };
    vi.stubGlobal("navigator", { locks });
    const inner = createMemoryDirectory();
    const shared: OriginDirectory = {
      ...inner,
      persistent: true,
      write: async (name, data) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await inner.write(name, data);
      },
    };
    const other = fakeFolder("one", ["b/2.jpg"]);
    const newts = labelsByImage([{ className: "newt", paths: ["b/2.jpg"] }]);
    await Promise.all([storeIn(shared).write(one, dogs), storeIn(shared).write(other, newts)]);
    expect(await storeIn(shared).read(one)).toEqual(dogs);
    expect(await storeIn(shared).read(other)).toEqual(newts);
  });

  it("stay when the file could not be read at first, and when an entry of it is broken", async () => {
    const inner = createMemoryDirectory();
    await storeIn(inner).write(one, labelsByImage(cats));
    let broken = true;
    const store = storeIn({
      ...inner,
      read: (name) => (broken ? Promise.reject(new Error("busy")) : inner.read(name)),
    });
    await expect(store.read(one)).rejects.toThrow("busy");
    broken = false;
    await store.write(one, dogs);
    const kept = await store.read(one);
    expect(kept.get("a/1.jpg")).toEqual([{ step: 0, className: "dog" }]);
    expect(kept.get("ü.jpg")).toHaveLength(2);

    const name = `${fingerprint("one")}.json`;
    const text = await (await inner.read(name))!.text();
    await inner.write(name, new Blob([text.replace("[", '[{"path":7},')]));
    await store.write(one, await store.read(one));
    expect((await store.read(one)).size).toBe(2);
  });

  it.each([
    "",
    "[",
    "{}",
    '[{"path":"a/1.jpg","contentHash":"a/1.jpg","work":[{"step":0,"className":"dog"},{"step":1}]}]',
    '[{"path":"a/1.jpg","work":[]}]',
  ])("are none where the file is the broken %j", async (text) => {
    const directory = createMemoryDirectory();
    await directory.write(`${fingerprint("one")}.json`, new Blob([text]));
    expect((await storeIn(directory).read(one)).size).toBe(0);
  });
});
