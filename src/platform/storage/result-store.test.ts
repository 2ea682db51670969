import { describe, expect, it } from "vitest";
import { createMemoryDirectory, type OriginDirectory } from "./origin-directory.ts";
import { createResultStore } from "./result-store.ts";

/** A store on directories that outlive it, as files outlive a page. */
function onDisk() {
  const directories = new Map<string, OriginDirectory>();
  const open = (...path: readonly string[]): Promise<OriginDirectory> => {
    const name = path.join("/");
    const directory = directories.get(name) ?? createMemoryDirectory();
    directories.set(name, directory);
    return Promise.resolve(directory);
  };
  return {
    reload: () => createResultStore(open),
    directory: (name: string) => directories.get(name)!,
  };
}

describe("the result store", () => {
  it("gives the same floats back after a reload, by model and key", async () => {
    const disk = onDisk();
    const values = new Float32Array([1.5, -0, Number.MIN_VALUE, 3e38, 0.1]);
    await disk.reload().write("encoder@1", "key", values);
    const again = disk.reload();
    expect(await again.read("encoder@1", "key")).toEqual(values);
    expect(await again.read("encoder@2", "key")).toBeNull();
    expect(await again.read("encoder@1", "other")).toBeNull();
  });

  it("stores the values of a view and not the buffer around it", async () => {
    const store = onDisk().reload();
    await store.write("m", "k", new Float32Array([9, 1, 2, 9]).subarray(1, 3));
    expect(await store.read("m", "k")).toEqual(new Float32Array([1, 2]));
  });

  it("takes a torn file for missing, at any length", async () => {
    const disk = onDisk();
    const store = disk.reload();
    await store.write("m", "k", new Float32Array([1, 2, 3]));
    const directory = disk.directory("results/m");
    const whole = new Uint8Array(await (await directory.read("k"))!.arrayBuffer());
    for (let length = 0; length < whole.length; length++) {
      await directory.write("k", whole.slice(0, length));
      expect(await store.read("m", "k")).toBeNull();
    }
    await directory.write("k", new Uint8Array([...whole, 0, 0, 0, 0]));
    expect(await store.read("m", "k")).toBeNull();
  });

  it("gives texts back exactly, and takes an empty or torn file for missing", async () => {
    const disk = onDisk();
    const store = disk.reload();
    for (const text of ["a caption", "", "\n", "two\nlines\n"]) {
      await store.writeText("m", "k", text);
      expect(await disk.reload().readText("m", "k")).toBe(text);
    }
    expect(await store.readText("m", "other")).toBeNull();
    for (const torn of ["", "a capt"]) {
      await disk.directory("results/m").write("k", new Blob([torn]));
      expect(await store.readText("m", "k")).toBeNull();
    }
  });

  it("says whether results outlive the page", async () => {
    expect(await onDisk().reload().persistent()).toBe(false);
  });
});
