import { expect, test } from "vitest";
import { isFeatureFolder } from "./feature-folder.ts";
import { createFolderSource } from "./folder-source.ts";

function folder(...paths: string[]) {
  const files = paths.map((path) => ({ path, file: new File(["x"], path) }));
  return createFolderSource("photos", files, [], null);
}

test("arrays without a picture are features", () => {
  expect(isFeatureFolder(folder("pets.train.npy", "pets.train.json"))).toBe(true);
  expect(isFeatureFolder(folder("img_emb/img_emb_0.npy", "metadata/metadata_0.parquet"))).toBe(
    true,
  );
});

test("a label table beside photos is a photo folder's", () => {
  expect(isFeatureFolder(folder("labels.csv", "a.jpg"))).toBe(false);
  expect(isFeatureFolder(folder("a.jpg", "features.npy"))).toBe(false);
});

test("neither photos nor arrays is no feature folder", () => {
  expect(isFeatureFolder(folder("notes.txt"))).toBe(false);
  expect(isFeatureFolder(folder())).toBe(false);
});
