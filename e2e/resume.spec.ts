/** A reload in the middle: one click goes on, with a remembered folder or the same folder chosen again, and nothing is done twice. */
import {
  applyOptions,
  openFolder,
  openStage,
  press,
  saveReport,
  stageStates,
  waitForStage,
  withoutDirectoryPicker,
} from "../scripts/studio-driver.mjs";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/page.ts";
import { classFolders } from "./fixtures/photo-folder.ts";

/** Stands in for the browser's picker: a directory of the page's own file system, filled with drawings. */
async function pickerOfOwnFiles(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Reflect.set(window, "showDirectoryPicker", async () => {
      const root = await navigator.storage.getDirectory();
      return root.getDirectoryHandle("my photos", { create: true });
    });
  });
}

async function fillOwnFiles(page: Page, count: number): Promise<void> {
  await page.evaluate(async (images) => {
    const root = await navigator.storage.getDirectory();
    const photos = await root.getDirectoryHandle("my photos", { create: true });
    const manifest = (await (await fetch("samples/noto/manifest.json")).json()) as {
      examples: { file: string; className: string }[];
    };
    for (const className of ["bird", "fruit"]) {
      const folder = await photos.getDirectoryHandle(className, { create: true });
      const files = manifest.examples.filter((example) => example.className === className);
      for (const { file } of files.slice(0, images)) {
        const handle = await folder.getFileHandle(file.split("/").at(-1) ?? file, { create: true });
        const writable = await handle.createWritable();
        await writable.write(await (await fetch(`samples/noto/${file}`)).blob());
        await writable.close();
      }
    }
  }, count);
}

/** Files that the page stored for a model. */
function storedResults(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    let files = 0;
    try {
      const results = await root.getDirectoryHandle("results");
      const directory = await results.getDirectoryHandle("efficientnet-lite0%401");
      for await (const name of directory.keys()) files += name === "" ? 0 : 1;
    } catch {
      return 0;
    }
    return files;
  });
}

test("a reload during captions goes on with one click and the remembered folder", async ({
  page,
}) => {
  await pickerOfOwnFiles(page);
  await page.goto("./");
  await fillOwnFiles(page, 20);
  await openStage(page, "dataset");
  await page.getByRole("banner").getByRole("button", { name: "Open folder" }).click();
  await waitForStage(page, "dataset", ["running"], 10_000);
  await waitForStage(page, "dataset", ["ready"], 60_000);
  await applyOptions(page, { shots: "4", seeds: 1, taus: 3, epochs: 3 });
  await press(page, "Run");
  await expect.poll(() => storedResults(page), { timeout: 60_000 }).toBeGreaterThan(4);
  await page.reload();
  const before = await storedResults(page);
  expect(before).toBeLessThan(40);

  await openStage(page, "dataset");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await waitForStage(page, "evaluation", ["running", "ready"], 90_000);
  await waitForStage(page, "evaluation", ["ready"], 90_000);
  const report = await saveReport(page);
  expect(report.images).toBe(40);
  expect(report.curve).toHaveLength(3);
  expect(report.split.shots).toBe(4);
});

test("the same folder chosen again goes on, and a reload keeps finished points of the sweep", async ({
  page,
}) => {
  await withoutDirectoryPicker(page);
  await page.goto("./");
  const folder = classFolders(["bird", "fruit"], 8);
  await openFolder(page, folder.path);
  await applyOptions(page, { shots: "4", seeds: 2, taus: 10, epochs: 120 });
  await press(page, "Run");
  await expect
    .poll(() => savedPoints(page), { timeout: 90_000, intervals: [250] })
    .toBeGreaterThan(2);
  await page.reload();
  const kept = await savedPoints(page);
  await openStage(page, "dataset");
  await expect(page.getByText("Choose the same folder again").first()).toBeVisible();
  await openFolder(page, folder.path);
  // Chosen again, the unfinished job starts by itself, with the settings of the last visit.
  await waitForStage(page, "evaluation", ["running"], 30_000);
  expect(await savedPoints(page)).toBeGreaterThanOrEqual(kept);
  await press(page, "Cancel");
  expect(await stageStates(page)).toMatchObject({ captions: "ready", graph: "ready" });
});

/** Points in the sweep file, finished ones only. */
function savedPoints(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    let most = 0;
    try {
      const sweeps = await root.getDirectoryHandle("sweeps");
      for await (const handle of sweeps.values()) {
        if (handle.kind !== "file") continue;
        const text = await (await handle.getFile()).text();
        most = Math.max(most, (JSON.parse(text) as { points: unknown[] }).points.length);
      }
    } catch {
      return 0;
    }
    return most;
  });
}
