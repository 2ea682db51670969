import { describe, expect, it } from "vitest";
import {
  createFileDirectory,
  createMemoryDirectory,
  openOriginDirectory,
  storageError,
} from "./origin-directory.ts";

class NamedError extends Error {
  constructor(name: string) {
    super(`${name} happened`);
    this.name = name;
  }
}

/** One directory of OPFS: what is written shows only after close. */
function fakeDirectory(failure: { write?: string; read?: string } = {}) {
  const files = new Map<string, Blob>();
  let aborted = 0;
  const handle = {
    getFileHandle: (name: string, options?: { create: boolean }) => {
      if (failure.read !== undefined) return Promise.reject(new NamedError(failure.read));
      if (options?.create === true && !files.has(name)) files.set(name, new Blob([]));
      const file = files.get(name);
      if (file === undefined) return Promise.reject(new NamedError("NotFoundError"));
      return Promise.resolve({
        getFile: () => Promise.resolve(file),
        createWritable: () => {
          let content: Blob = new Blob([]);
          return Promise.resolve({
            write: (data: Blob | Uint8Array<ArrayBuffer>) => {
              if (failure.write !== undefined) return Promise.reject(new NamedError(failure.write));
              content = new Blob([data]);
              return Promise.resolve();
            },
            close: () => Promise.resolve(files.set(name, content)),
            abort: () => Promise.resolve(aborted++),
          });
        },
      });
    },
  };
  return {
    directory: createFileDirectory(handle as unknown as FileSystemDirectoryHandle),
    names: () => [...files.keys()],
    aborted: () => aborted,
  };
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("a directory of files", () => {
  it("gives back what was written last, and null for what never was", async () => {
    const { directory } = fakeDirectory();
    await directory.write("a", bytes("one"));
    await directory.write("a", new Blob(["two"]));
    expect(await (await directory.read("a"))?.text()).toBe("two");
    expect(await directory.read("b")).toBeNull();
  });

  it("makes file names of any text", async () => {
    const { directory, names } = fakeDirectory();
    await directory.write("a/../b", bytes("x"));
    expect(names()).toEqual(["a%2F..%2Fb"]);
  });

  it("drops a half-written file and says that the space is used up", async () => {
    const { directory, aborted } = fakeDirectory({ write: "QuotaExceededError" });
    await expect(directory.write("a", bytes("x"))).rejects.toMatchObject({
      code: "storage/quota-exceeded",
    });
    expect(aborted()).toBe(1);
  });

  it("says so when the storage cannot be used", async () => {
    const { directory } = fakeDirectory({ read: "InvalidStateError" });
    const expected = {
      code: "storage/unavailable",
      details: { reason: "InvalidStateError happened" },
    };
    await expect(directory.read("a")).rejects.toMatchObject(expected);
    await expect(directory.write("a", bytes("x"))).rejects.toMatchObject(expected);
  });
});

it("a file that something else is writing is in use, and storage is not called missing for it", () => {
  const locked = new NamedError("NoModificationAllowedError");
  expect(storageError(locked)).toMatchObject({ code: "storage/in-use", cause: locked });
});

describe("where the browser keeps no files", () => {
  it("a directory in memory stands in and says that it does not last", async () => {
    // Node has no OPFS.
    const directory = await openOriginDirectory("results");
    expect(directory.persistent).toBe(false);
    await directory.write("a", bytes("kept"));
    expect(await (await directory.read("a"))?.text()).toBe("kept");
    expect(await createMemoryDirectory().read("a")).toBeNull();
  });
});
