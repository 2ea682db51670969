/** The text workbench: texts are edited, taken back, replaced and locked; only what changed is embedded; files and reloads keep them. */
import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import {
  openFolder,
  openStudio,
  openView,
  stageStates,
  waitForStage,
} from "../scripts/studio-driver.mjs";
import { expectAccessible } from "./fixtures/accessibility.ts";
import { expect, test } from "./fixtures/page.ts";
import { classFolders } from "./fixtures/photo-folder.ts";

/** When each stored vector was written, by model and key: one that is computed again has another time. */
function storedVectors(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const written: Record<string, number> = {};
    const results = await root.getDirectoryHandle("results", { create: true });
    for await (const model of results.values()) {
      if (model.kind !== "directory") continue;
      for await (const handle of model.values()) {
        if (handle.kind !== "file") continue;
        const file = await handle.getFile();
        if (file.size > 0) written[`${model.name}/${handle.name}`] = file.lastModified;
      }
    }
    return written;
  });
}

/** Makes captions, vectors and graph, without training. */
async function embed(page: Page, view: Locator): Promise<void> {
  await view.getByRole("button", { name: "Embed changed texts" }).click();
  await waitForStage(page, "embeddings", ["ready"], 30_000);
  await waitForStage(page, "graph", ["ready"], 30_000);
}

test("texts are edited, undone, replaced, locked, embedded, compared, saved, read back and kept", async ({
  page,
}) => {
  await openStudio(page);
  const folder = classFolders(["bird", "fruit"], 4);
  await openFolder(page, folder.path);
  const caption = (path: string) => page.getByLabel(`Caption of ${path}.png`, { exact: true });
  const view = await openView(page, "Text");
  await page.getByRole("banner").getByRole("button", { name: "Run", exact: true }).click();
  await waitForStage(page, "evaluation", ["running"], 60_000);
  await page.getByRole("banner").getByRole("button", { name: "Cancel", exact: true }).click();
  const written = await caption("bird/0").inputValue();
  const before = await storedVectors(page);

  // Edit, Escape, undo.
  await caption("bird/0").fill("a heron\nby the lake");
  await page.keyboard.press("Enter");
  await caption("bird/1").fill("never taken over");
  await page.keyboard.press("Escape");
  expect(await stageStates(page)).toMatchObject({ captions: "ready", embeddings: "stale" });
  await view.getByRole("button", { name: "Undo" }).click();
  await expect(caption("bird/0")).toHaveValue(written);
  expect(await stageStates(page)).toMatchObject({ embeddings: "ready", graph: "ready" });
  await view.getByRole("button", { name: "Redo" }).click();

  // Replace what has a pattern's characters, as text.
  await caption("fruit/2").fill("a (red) apple, $1");
  await page.keyboard.press("Enter");
  await view.getByRole("button", { name: "Find and replace…" }).click();
  const dialog = page.getByRole("dialog", { name: "Find and replace" });
  await dialog.getByLabel("Find", { exact: true }).fill("(RED)");
  await dialog.getByLabel("Replace with").fill("$&.*");
  await expect(dialog.getByRole("status")).toContainText("1 place in 1 text, of 8 texts shown");
  await dialog.getByRole("button", { name: "Replace 1 place in 1 text" }).click();
  await expect(caption("fruit/2")).toHaveValue("a $&.* apple, $1");
  await expectAccessible(page, ".workbench");

  // Two texts are other ones: two vectors are made, and no other is made again.
  await embed(page, view);
  const after = await storedVectors(page);
  expect(after).toMatchObject(before);
  expect(Object.keys(after).length - Object.keys(before).length).toBe(2);

  // Beside the tagger, whose captions are all stored, on six images; looking changes nothing.
  const boxes = view.getByRole("checkbox");
  await boxes.nth(0).click();
  await boxes.nth(5).click({ modifiers: ["Shift"] });
  await view.getByRole("button", { name: "Compare captioners…" }).click();
  await page.getByRole("button", { name: "Compare on 6 images" }).click();
  await expect(view.getByRole("table").first()).toContainText("No label of a test image");
  await expectAccessible(page, ".workbench");
  await view.getByRole("button", { name: "Close comparison" }).click();
  await view.getByLabel("As", { exact: true }).selectOption("grid");
  await expect(caption("bird/0")).toHaveValue("a heron\nby the lake");

  // Out, back to what was written, and in again.
  await view.getByRole("button", { name: "Export…" }).click();
  await page.getByLabel("Format", { exact: true }).selectOption("csv");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export all captions" }).click(),
  ]);
  const table = readFileSync(await download.path(), "utf8");
  expect(table).toContain('"bird/0.png","a heron\nby the lake"');
  await view.getByRole("button", { name: "Select all shown" }).click();
  await view.getByRole("button", { name: "Revert selected" }).click();
  await expect(caption("bird/0")).toHaveValue(written);
  await page
    .getByLabel("File of captions to import")
    .setInputFiles({ name: "texts.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await expect(view.getByText(/2 of 8 captions are new and locked/)).toBeVisible();
  await expect(page.getByLabel("Lock caption of bird/0.png")).toHaveAttribute(
    "aria-pressed",
    "true",
  );

  await expect(view.getByText(/2 edited or locked texts, kept in this browser/)).toBeVisible();
  // A reload keeps them; the tagger, run again on this folder, does not write over what is locked.
  await page.reload();
  await waitForStage(page, "embeddings", ["ready"], 30_000);
  await openFolder(page, folder.path);
  await waitForStage(page, "graph", ["ready"], 30_000);
  const again = await openView(page, "Text");
  await expect(caption("bird/0")).toHaveValue("a heron\nby the lake");
  await expect(caption("fruit/2")).toHaveValue("a $&.* apple, $1");
  await expect(again.getByText(/2 edited or locked texts, kept in this browser/)).toBeVisible();
  expect(Object.keys(await storedVectors(page))).toHaveLength(Object.keys(after).length);
});
