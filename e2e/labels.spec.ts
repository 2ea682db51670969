/** Labels grow: picked images get a class, what was computed stays, and the labels come back. */
import { readFileSync } from "node:fs";
import {
  applyOptions,
  openFolder,
  openView,
  runToEnd,
  saveReport,
  stageStates,
  waitForStage,
  withoutDirectoryPicker,
} from "../scripts/studio-driver.mjs";
import { expect, test } from "./fixtures/page.ts";
import { classFolders, createPhotoFolder } from "./fixtures/photo-folder.ts";

test("picked images get a new class, which is undone, saved, read back and found after a reload", async ({
  page,
}) => {
  await withoutDirectoryPicker(page);
  await page.goto("./");
  const folder = classFolders(["bird", "fruit"], 8);
  await openFolder(page, folder.path);
  await applyOptions(page, { shots: "1", seeds: 1, taus: 3, epochs: 3 });
  await runToEnd(page, 60_000);

  await openView(page, "Images");
  const tile = (path: string) => page.getByTitle(`${path}.png`, { exact: true });
  await tile("bird/0").click();
  await tile("bird/3").click({ modifiers: ["Shift"] });
  await tile("fruit/1").focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("5 images selected")).toBeVisible();
  await page.getByLabel("Class name").fill("heron, grey");
  await page.getByRole("button", { name: "Label as new class" }).click();

  const states = await stageStates(page);
  expect(states).toMatchObject({ captions: "ready", embeddings: "ready", evaluation: "stale" });
  const grown = await saveReport(page);
  expect(grown.classes).toBe(3);
  await tile("bird/5").click();
  await page.getByLabel("Class name").fill("fruit");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Undo", exact: true }).click();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save labels.csv" }).click(),
  ]);
  const table = readFileSync(await download.path(), "utf8");
  expect(table.split("\n").slice(0, 3)).toEqual([
    "file,label",
    'bird/0.png,"heron, grey"',
    'bird/1.png,"heron, grey"',
  ]);
  expect(table).toContain("bird/5.png,bird");

  // The table makes the same data set of the same images.
  folder.write("labels.csv", table);
  await openFolder(page, folder.path);
  expect(await saveReport(page)).toMatchObject({ images: 16, classes: 3 });
});

test("labels that were not saved come back with their folder", async ({ page }) => {
  await withoutDirectoryPicker(page);
  await page.goto("./");
  const folder = classFolders(["bird", "fruit"], 4);
  await openFolder(page, folder.path);
  await openView(page, "Images");
  await page.getByTitle("bird/2.png").click();
  await page.getByLabel("Class name").fill("heron");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/1 labelling step, kept in this browser/)).toBeVisible();
  await page.reload();
  await waitForStage(page, "embeddings", ["ready"], 30_000);
  await openFolder(page, folder.path);
  expect((await saveReport(page)).classes).toBe(3);

  await openFolder(page, classFolders(["bird", "fruit"], 3).path);
  expect((await saveReport(page)).classes).toBe(2);
  await openFolder(page, folder.path);
  await openView(page, "Images");
  await expect(page.getByText(/1 labelling step, kept in this browser/)).toBeVisible();
  expect((await saveReport(page)).classes).toBe(3);
});

test("a folder without labels gets its classes from picks, and trains", async ({ page }) => {
  await withoutDirectoryPicker(page);
  await page.goto("./");
  const folder = createPhotoFolder();
  for (let i = 0; i < 6; i += 1) {
    folder.draw("bird", i, `a${i}.png`);
    folder.draw("fruit", i, `b${i}.png`);
  }
  await openFolder(page, folder.path);
  await openView(page, "Images");
  const give = async (first: string, last: string, className: string): Promise<void> => {
    await page.getByTitle(`${first}.png`, { exact: true }).click();
    await page.getByTitle(`${last}.png`, { exact: true }).click({ modifiers: ["Shift"] });
    await expect(page.getByText("6 images selected")).toBeVisible();
    await page.getByLabel("Class name").fill(className);
    await page.keyboard.press("Enter");
  };
  await give("a0", "a5", "bird");
  await page.getByTitle("a1.png", { exact: true }).click();
  await expect(page.getByText("1 image selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText(/Select images to give them a class/)).toBeVisible();
  await give("b0", "b5", "fruit");
  await applyOptions(page, { shots: "1", seeds: 1, taus: 3, epochs: 3 });
  await runToEnd(page, 60_000);
  expect(await saveReport(page)).toMatchObject({ images: 12, classes: 2 });
  expect(await stageStates(page)).toMatchObject({ evaluation: "ready" });
});
