import { describe, expect, it } from "vitest";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { createDatasetStore } from "./dataset-store.ts";
import { createMemoryDirectory } from "./origin-directory.ts";

const dataset: Dataset = {
  name: "photos",
  layout: "class-folders",
  classNames: ["cat", "dog"],
  examples: [
    {
      path: "cat/1.jpg",
      contentHash: "a1",
      width: 8,
      height: 9,
      label: 0,
      officialPart: "train",
      sidecarCaption: "a cat",
    },
    {
      path: "2.jpg",
      contentHash: "b2",
      width: 8,
      height: 9,
      label: null,
      officialPart: null,
      sidecarCaption: null,
    },
  ],
  problems: [{ path: "3.tiff", reason: "Not decoded.", skipped: true }],
};

function watched() {
  const directory = createMemoryDirectory();
  let writes = 0;
  const store = createDatasetStore(() =>
    Promise.resolve({
      ...directory,
      write: (name, data) => {
        writes += 1;
        return directory.write(name, data);
      },
    }),
  );
  return { store, directory, writes: () => writes };
}

describe("the store of the last data set", () => {
  it("gives it back for the same files only", async () => {
    const { store } = watched();
    await store.write("files", dataset);
    expect(await store.read("files")).toEqual(dataset);
    expect(await store.read("other files")).toBeNull();
  });

  it("writes the same data set once, and another in its place", async () => {
    const { store, writes } = watched();
    await store.write("files", dataset);
    await store.write("files", dataset);
    expect(writes()).toBe(1);
    await store.write("files", { ...dataset, layout: "unlabelled" });
    expect(writes()).toBe(2);
    expect((await store.read("files"))?.layout).toBe("unlabelled");
  });

  it("takes a torn file and another shape for missing", async () => {
    const { store, directory } = watched();
    const whole = JSON.stringify({ filesKey: "files", dataset });
    for (const text of [whole.slice(0, -2), whole.replace('"contentHash":"b2",', ""), "null"]) {
      await directory.write("last.json", new Blob([text]));
      expect(await store.read("files"), text).toBeNull();
    }
  });
});
