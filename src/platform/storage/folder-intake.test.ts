import { describe, expect, it, vi } from "vitest";
import { walkHandle } from "./directory-walk.ts";
import { folderOfFiles } from "./folder-intake.ts";
import { createFolderService } from "./folder-service.ts";
import { askToRead } from "./remembered-session.ts";

function chosen(path: string, text = "x"): File {
  const file = new File([text], path.split("/").at(-1)!);
  Object.defineProperty(file, "webkitRelativePath", { value: path.includes("/") ? path : "" });
  return file;
}

class NamedError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

type Tree = { readonly [name: string]: Tree | string };

/** A directory handle over a plain tree; a file with the text "!Name" throws that error when it is opened. */
function directoryHandle(name: string, tree: Tree): FileSystemDirectoryHandle {
  async function* values() {
    for (const [child, content] of Object.entries(tree)) {
      await Promise.resolve();
      if (typeof content !== "string") yield directoryHandle(child, content);
      else {
        const getFile = () =>
          content.startsWith("!")
            ? Promise.reject(new NamedError(content.slice(1)))
            : Promise.resolve(new File([content], child));
        yield { kind: "file", name: child, getFile };
      }
    }
  }
  return { kind: "directory", name, values } as unknown as FileSystemDirectoryHandle;
}

describe("files of a folder input", () => {
  it("lose the folder's own name, which names the data set", () => {
    const { opened, files } = folderOfFiles([chosen("pets/cat/1.jpg"), chosen("pets/2.jpg")]);
    expect(opened).toEqual({
      name: "pets",
      files: [
        { path: "cat/1.jpg", sizeBytes: 1 },
        { path: "2.jpg", sizeBytes: 1 },
      ],
      hasHandle: false,
    });
    expect([...files.keys()]).toEqual(["cat/1.jpg", "2.jpg"]);
  });

  it("may come without a folder, or be none", () => {
    expect(folderOfFiles([chosen("a.jpg"), chosen("b.jpg")]).opened.files).toHaveLength(2);
    expect(folderOfFiles([chosen("a.jpg")]).opened.name).toBe("Dropped files");
    expect(folderOfFiles([]).opened.files).toEqual([]);
  });
});

describe("walking a directory", () => {
  it("finds files at every depth, whatever their names, and empty folders", async () => {
    const tree = {
      قطط: { "<img src=x onerror=alert(1)>.png": "12" },
      deep: { er: {} },
      "a.jpg": "1",
    };
    const { files, emptyFolders } = await walkHandle(directoryHandle("root", tree));
    expect(files.map(({ path, file }) => [path, file.size]).toSorted()).toEqual([
      ["a.jpg", 1],
      ["قطط/<img src=x onerror=alert(1)>.png", 2],
    ]);
    expect(emptyFolders).toEqual(["deep/er"]);
  });

  it("leaves out a file that vanished and reports a folder that may not be read", async () => {
    const gone = await walkHandle(
      directoryHandle("root", { "a.jpg": "!NotFoundError", "b.jpg": "1" }),
    );
    expect(gone.files.map(({ path }) => path)).toEqual(["b.jpg"]);
    await expect(
      walkHandle(directoryHandle("root", { "a.jpg": "!NotAllowedError" })),
    ).rejects.toMatchObject({ code: "dataset/permission-denied", details: { name: "root" } });
  });
});

describe("asking for a remembered folder", () => {
  const handle = (before: string, after: () => Promise<string>): FileSystemDirectoryHandle =>
    ({
      name: "pets",
      queryPermission: () => Promise.resolve(before),
      requestPermission: after,
    }) as unknown as FileSystemDirectoryHandle;
  const never = () => Promise.reject(new Error("asked"));

  it("asks only when it has to, and takes a refusal for what it is", async () => {
    await expect(askToRead(handle("granted", never))).resolves.toBeUndefined();
    await expect(
      askToRead(handle("prompt", () => Promise.resolve("granted"))),
    ).resolves.toBeUndefined();
    for (const refused of [() => Promise.resolve("denied"), never]) {
      await expect(askToRead(handle("prompt", refused))).rejects.toMatchObject({
        code: "dataset/permission-denied",
      });
    }
  });
});

describe("the open folder", () => {
  it("reads its files and reports those that it does not hold", async () => {
    const persist = vi.fn();
    const service = createFolderService(() => Promise.reject(new Error("not called")), persist);
    expect(service.isOpen()).toBe(false);
    await expect(service.readText("a.txt")).rejects.toMatchObject({
      code: "dataset/folder-needed",
    });
    for (let visit = 0; visit < 2; visit++) {
      service.open(folderOfFiles([chosen("pets/a.txt", "a caption")]));
    }
    expect(persist).toHaveBeenCalledOnce();
    expect(await service.readText("a.txt")).toBe("a caption");
    await expect(service.readFile("gone.jpg")).rejects.toMatchObject({
      code: "dataset/folder-changed",
      details: { path: "gone.jpg" },
    });
    expect(service.handle()).toBeNull();
    expect(service.isOpen()).toBe(true);
    service.close();
    expect(service.isOpen()).toBe(false);
    await expect(service.readFile("a.txt")).rejects.toMatchObject({
      code: "dataset/folder-needed",
    });
  });
});
