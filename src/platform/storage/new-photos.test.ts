import { expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { createNewPhotos } from "./new-photos.ts";

const { token } = createCancelToken();

test("a photo is found by its own path until another one is read, and never by a path of a folder", async () => {
  const photos = createNewPhotos(async (file) => ({
    contentHash: await file.text(),
    width: 1,
    height: 1,
  }));
  const a = await photos.source(new File(["aa"], "cat/1.jpg")).read(token);
  expect(a).toEqual({ path: "/new-photo/aa", contentHash: "aa" });
  expect(await photos.readFile(a.path)?.text()).toBe("aa");
  expect(photos.readFile("cat/1.jpg")).toBeNull();
  const b = await photos.source(new File(["bb"], "cat/1.jpg")).read(token);
  expect(photos.readFile(a.path)).toBeNull();
  expect(await photos.readFile(b.path)?.text()).toBe("bb");
});

test("a file that cannot be decoded rejects and leaves the photo before in place", async () => {
  const photos = createNewPhotos((file) =>
    file.size === 0
      ? Promise.reject(new StudioError("dataset/empty-file", "It holds no bytes."))
      : Promise.resolve({ contentHash: "a", width: 1, height: 1 }),
  );
  const { path } = await photos.source(new File(["a"], "a.jpg")).read(token);
  await expect(photos.source(new File([], "b.jpg")).read(token)).rejects.toMatchObject({
    code: "dataset/empty-file",
  });
  expect(photos.readFile(path)).not.toBeNull();
});
