/** For tests only: the browser's own file system in memory, with as much of it as models are stored by. */

type Entry = FakeFile | FakeDirectory;

class FakeFile {
  readonly kind = "file";
  readonly name: string;
  bytes = new Uint8Array(0);

  constructor(name: string) {
    this.name = name;
  }

  getFile(): Promise<Blob> {
    return Promise.resolve(new Blob([this.bytes]));
  }

  createWritable() {
    let text = "";
    return Promise.resolve({
      write: (data: string) => {
        text += data;
        return Promise.resolve();
      },
      close: () => {
        this.bytes = new TextEncoder().encode(text);
        return Promise.resolve();
      },
    });
  }

  createSyncAccessHandle() {
    return Promise.resolve({
      getSize: () => this.bytes.length,
      truncate: (size: number) => {
        this.bytes = this.bytes.slice(0, size);
      },
      write: (part: Uint8Array, { at }: { readonly at: number }) => {
        const grown = new Uint8Array(Math.max(this.bytes.length, at + part.length));
        grown.set(this.bytes);
        grown.set(part, at);
        this.bytes = grown;
        return part.length;
      },
      flush: () => undefined,
      close: () => undefined,
    });
  }
}

class FakeDirectory {
  readonly kind = "directory";
  readonly name: string;
  private readonly children = new Map<string, Entry>();

  constructor(name = "") {
    this.name = name;
  }

  getDirectoryHandle(name: string, options?: { readonly create: boolean }): Promise<FakeDirectory> {
    const found = this.found(name, options?.create === true, () => new FakeDirectory(name));
    return found instanceof FakeDirectory ? Promise.resolve(found) : missing(name);
  }

  getFileHandle(name: string, options?: { readonly create: boolean }): Promise<FakeFile> {
    const found = this.found(name, options?.create === true, () => new FakeFile(name));
    return found instanceof FakeFile ? Promise.resolve(found) : missing(name);
  }

  removeEntry(name: string): Promise<void> {
    return this.children.delete(name) ? Promise.resolve() : missing(name);
  }

  async *values(): AsyncGenerator<Entry> {
    for (const entry of [...this.children.values()]) yield await Promise.resolve(entry);
  }

  async *keys(): AsyncGenerator<string> {
    for await (const { name } of this.values()) yield name;
  }

  async *entries(): AsyncGenerator<[string, Entry]> {
    for await (const entry of this.values()) yield [entry.name, entry];
  }

  private found(name: string, create: boolean, make: () => Entry): Entry | undefined {
    if (create && !this.children.has(name)) this.children.set(name, make());
    return this.children.get(name);
  }
}

function missing(name: string): Promise<never> {
  return Promise.reject(new DOMException(`${name} is missing`, "NotFoundError"));
}

/** Values of the globals that a test stubs, over a file system that is empty. */
export function fakeOriginFiles() {
  const root = new FakeDirectory();
  const storage = {
    getDirectory: () => Promise.resolve(root),
    estimate: () => Promise.resolve({}),
    persisted: () => Promise.resolve(false),
  };
  return {
    root,
    globals: {
      navigator: { storage },
      FileSystemDirectoryHandle: FakeDirectory,
      FileSystemFileHandle: FakeFile,
    },
  };
}
