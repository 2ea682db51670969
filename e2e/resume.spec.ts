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
import { rmSync } from "node:fs";
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
    for (const className of ["bird", "building", "clothing", "mammal"]) {
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

/**
 * When each stored image embedding was written, by content hash: one that is computed again has another time. A file that a reload left empty holds
 * no result yet.
 */
function storedResults(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const written: Record<string, number> = {};
    try {
      const results = await root.getDirectoryHandle("results");
      const directory = await results.getDirectoryHandle("efficientnet-lite0%401");
      for await (const handle of directory.values()) {
        if (handle.kind !== "file") continue;
        const file = await handle.getFile();
        if (file.size > 0) written[handle.name] = file.lastModified;
      }
    } catch {
      return {};
    }
    return written;
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
  await expect
    .poll(async () => Object.keys(await storedResults(page)).length, {
      timeout: 60_000,
      intervals: [100],
    })
    .toBeGreaterThan(4);
  await page.reload();
  const before = await storedResults(page);
  expect(Object.keys(before).length).toBeLessThan(80);

  await openStage(page, "dataset");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("banner")).toContainText("my photos");
  await waitForStage(page, "evaluation", ["running"], 90_000);
  await waitForStage(page, "evaluation", ["ready"], 90_000);
  expect(await storedResults(page)).toMatchObject(before);
  const report = await saveReport(page);
  expect(report.images).toBe(80);
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
  await applyOptions(page, { shots: "4", seeds: 2, taus: 20, epochs: 600 });
  await press(page, "Run");
  await expect
    .poll(async () => (await savedPoints(page)).length, { timeout: 90_000, intervals: [250] })
    .toBeGreaterThan(2);
  await page.reload();
  const kept = await savedPoints(page);
  await openStage(page, "dataset");
  await expect(page.getByText("Choose the same folder again").first()).toBeVisible();
  await openFolder(page, folder.path);
  // Chosen again, the unfinished job starts by itself, with the settings of the last visit, and adds to the points it had.
  // Read once: a file that is being replaced at the next look would seem to hold nothing.
  let later: unknown[] = [];
  await expect
    .poll(async () => (later = await savedPoints(page)).length, {
      timeout: 90_000,
      intervals: [250],
    })
    .toBeGreaterThan(kept.length);
  expect(later.slice(0, kept.length)).toEqual(kept);
  await press(page, "Cancel");
  expect(await stageStates(page)).toMatchObject({ captions: "ready", graph: "ready" });
});

test("a reload in the middle of a sweep goes on without the image files", async ({ page }) => {
  await withoutDirectoryPicker(page);
  await page.goto("./");
  const folder = classFolders(["bird", "fruit"], 8);
  await openFolder(page, folder.path);
  await applyOptions(page, { shots: "4", seeds: 4, taus: 30, epochs: 1000 });
  await press(page, "Run");
  await expect
    .poll(async () => (await savedPoints(page)).length, { timeout: 90_000, intervals: [100] })
    .toBeGreaterThan(2);
  await page.reload();
  const kept = await savedPoints(page);
  rmSync(folder.path, { recursive: true });

  await openStage(page, "dataset");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await waitForStage(page, "evaluation", ["running"], 30_000);
  // Read once: a file that is being replaced at the next look would seem to hold nothing.
  let later: unknown[] = [];
  await expect
    .poll(async () => (later = await savedPoints(page)).length, {
      timeout: 90_000,
      intervals: [250],
    })
    .toBeGreaterThan(kept.length);
  expect(later.slice(0, kept.length)).toEqual(kept);
  await press(page, "Cancel");
  expect(await stageStates(page)).toMatchObject({ captions: "ready", graph: "ready" });
  // Thumbnails come from storage too.
  await page.getByRole("button", { name: "Show all images" }).click();
  await expect(page.locator("img").first()).toBeVisible();
});

/** The points of the longest stored sweep, in the order in which they were trained. */
function savedPoints(page: Page): Promise<unknown[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    let most: unknown[] = [];
    try {
      const sweeps = await root.getDirectoryHandle("sweeps");
      for await (const handle of sweeps.values()) {
        if (handle.kind !== "file") continue;
        const text = await (await handle.getFile()).text();
        const { points } = JSON.parse(text) as { points: unknown[] };
        if (points.length > most.length) most = points;
      }
    } catch {
      return most;
    }
    return most;
  });
}
