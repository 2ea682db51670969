/** Features that were computed elsewhere, and folders in other forms: in, out again, and what is said of broken files. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { strToU8, zipSync } from "fflate";
import {
  openFolder,
  openStage,
  openStudio,
  saveReport,
  waitForStage,
} from "../scripts/studio-driver.mjs";
import { expectAccessible } from "./fixtures/accessibility.ts";
import { EXPORT_FORMATS } from "../src/pipeline/embeddings/export-formats.ts";
import { openFiles, smallFeatures, writeFeatureFiles } from "./fixtures/feature-files.ts";
import { expect, test } from "./fixtures/page.ts";
import { classFolders, createPhotoFolder } from "./fixtures/photo-folder.ts";

test.beforeEach(async ({ page }) => {
  await openStudio(page);
});

test("features come in from every format, and go out again bit by bit", async ({ page }) => {
  const sheet = page.getByRole("dialog");
  for (const format of EXPORT_FORMATS) {
    await openFiles(page, writeFeatureFiles(format));
    await expect(sheet).toContainText("60 examples of 3 classes, image features of 8 dimensions");
    await expect(sheet).toContainText(format === "npy" ? "36 × 8" : "60 × 8");
    if (format === "npz") {
      await expectAccessible(page, "dialog");
    }
    await page.getByRole("button", { name: "Use these features" }).click();
    await waitForStage(page, "embeddings", ["ready"], 15_000);
    expect(await saveReport(page), format).toMatchObject({
      images: 60,
      classes: 3,
      split: { train: 24, validation: 12, test: 12, shots: 8 },
    });
  }
  await openStage(page, "embeddings");
  await page.getByLabel("Format").selectOption("json");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export features, split and captions" }).click(),
  ]);
  const exported: unknown = JSON.parse(readFileSync(await download.path(), "utf8"));
  const rows = Object.values(exported as Record<string, unknown>).find(
    (column) => Array.isArray(column) && Array.isArray(column[0]),
  );
  expect(new Float32Array((rows as number[][]).flat())).toEqual(
    smallFeatures().embeddings.image.values,
  );
});

const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);

/** The first bytes (of a .npz the last ones, where its directory is) promise more than there is. */
const lie = (bytes: Uint8Array): Uint8Array => {
  const lying = bytes.slice();
  lying.fill(0xff, 0, 8);
  lying.fill(0xff, -12, -2);
  return lying;
};

test("a broken file is named with its fault, and the page goes on", async ({ page }) => {
  const sheet = page.getByRole("dialog");
  for (const format of EXPORT_FORMATS) {
    for (const damage of [cut, lie]) {
      const paths = writeFeatureFiles(format, damage);
      await openFiles(page, paths);
      await expect(sheet).toContainText("These files do not make a data set yet");
      for (const path of paths) {
        await expect(sheet, damage.name).toContainText(`${basename(path)} cannot be read: `);
      }
      await sheet.getByRole("button", { name: "Close" }).click();
    }
  }
  expect((await saveReport(page)).images).toBe(361);
});

test("a .zip of class folders is a folder", async ({ page }) => {
  const folder = classFolders(["bird", "fruit"], 3);
  const files = Object.fromEntries(
    ["bird", "fruit"].flatMap((name) =>
      [0, 1, 2].map((i) => [
        `set/${name}/${i}.png`,
        new Uint8Array(readFileSync(join(folder.path, name, `${i}.png`))),
      ]),
    ),
  );
  const path = join(folder.path, "photos.zip");
  writeFileSync(path, zipSync({ ...files, "../set/bird/evil.png": strToU8("no") }));
  await openFiles(page, [path]);
  await expect.poll(async () => (await saveReport(page)).images, { timeout: 15_000 }).toBe(6);
  expect(await saveReport(page)).toMatchObject({
    classes: 2,
    skipped: [{ path: "set/bird/evil.png" }],
  });
});

test("a CoOp split gives labels and parts", async ({ page }) => {
  const folder = createPhotoFolder();
  const parts: Record<string, [string, number, string][]> = { train: [], val: [], test: [] };
  for (let i = 0; i < 12; i += 1) {
    const label = i % 2;
    folder.draw(label === 0 ? "bird" : "fruit", i, `images/${i}.png`);
    const part = i < 6 ? "train" : i < 8 ? "val" : "test";
    parts[part]?.push([`${i}.png`, label, label === 0 ? "a bird" : "a fruit"]);
  }
  folder.write("split_zhou_Small.json", JSON.stringify(parts));
  await openFolder(page, folder.path);
  expect(await saveReport(page)).toMatchObject({
    images: 12,
    classes: 2,
    split: { validation: 2, test: 4 },
  });
});
