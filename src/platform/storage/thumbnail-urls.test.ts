import { afterEach, describe, expect, it, vi } from "vitest";
import { createMemoryDirectory } from "./origin-directory.ts";
import { createThumbnailStore } from "./thumbnail-store.ts";
import { createThumbnailUrls } from "./thumbnail-urls.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const contentOf = async (url: string | null): Promise<string> => (await fetch(url!)).text();

describe("thumbnail addresses", () => {
  const directory = createMemoryDirectory();
  const store = createThumbnailStore(() => Promise.resolve(directory));
  const original = () => Promise.resolve(new Blob(["original"]));

  it("show the stored thumbnail, else the file, else nothing", async () => {
    await store.write("kept", { width: 1, height: 1, image: new Blob(["small"]) });
    const { url } = createThumbnailUrls(store);
    expect(await contentOf(await url("kept", original))).toBe("small");
    expect(await contentOf(await url("new", original))).toBe("original");
    expect(await url("gone", () => Promise.reject(new Error("gone")))).toBeNull();
  });

  it("are made once, and the one not used for longest is given back", async () => {
    const revoke = vi.spyOn(URL, "revokeObjectURL");
    const { url } = createThumbnailUrls(store);
    const first = await url("0", original);
    const second = await url("1", original);
    expect(await url("0", original)).toBe(first);
    for (let i = 2; i < 1201; i++) await url(`${i}`, original);
    expect(revoke.mock.calls).toEqual([[second]]);
  });
});
