import { describe, expect, it } from "vitest";
import { createMemoryDirectory } from "./origin-directory.ts";
import { createThumbnailStore } from "./thumbnail-store.ts";

describe("the thumbnail store", () => {
  const directory = createMemoryDirectory();
  const store = createThumbnailStore(() => Promise.resolve(directory));

  it("keeps a picture with the size of its image", async () => {
    await store.write("hash", { width: 4000, height: 3000, image: new Blob(["picture"]) });
    const kept = await store.read("hash");
    expect([kept?.width, kept?.height, await kept?.image.text()]).toEqual([4000, 3000, "picture"]);
    expect(await store.read("other")).toBeNull();
  });

  it("takes a torn file for missing", async () => {
    const file = await directory.read("hash");
    for (const length of [0, 5, 12, 18]) {
      await directory.write("hash", file!.slice(0, length));
      expect(await store.read("hash")).toBeNull();
    }
  });
});
