/** The run ledger in IndexedDB: kept, found after a reload, replayed, compared, exported, deleted and brought back. */
import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import {
  applyOptions,
  openStudio,
  openView,
  runToEnd,
  waitForStage,
} from "../scripts/studio-driver.mjs";
import { expectAccessible } from "./fixtures/accessibility.ts";
import { useSmallFeatures } from "./fixtures/feature-files.ts";
import { expect, test } from "./fixtures/page.ts";

test.beforeEach(async ({ page }) => {
  await openStudio(page);
  await useSmallFeatures(page);
  await applyOptions(page, { shots: "4", taus: 3, epochs: 20, seeds: 2 });
  await runToEnd(page, 60_000);
});

const rows = (view: Locator): Locator =>
  view.getByRole("row").filter({ has: view.page().getByRole("cell") });

test("a run is found after a reload and gives the same numbers again", async ({ page }) => {
  let view = await openView(page, "Runs");
  await expect(rows(view)).toHaveCount(1);
  await page.reload();
  await waitForStage(page, "embeddings", ["ready"], 30_000);
  view = await openView(page, "Runs");
  await expect(rows(view)).toHaveCount(1);
  await expect(rows(view).first()).toContainText("small");
  await expect(rows(view).first()).toContainText("simd-fma");
  await view.getByRole("button", { name: /^Star/ }).click();
  await rows(view).first().getByRole("rowheader").getByRole("button").click();
  await expect(view).toContainText("Data fingerprint");
  // The sample is open now: other data.
  await view.getByRole("button", { name: "Replay" }).click();
  await expect(view).toContainText(/other data|another data set/i);

  await useSmallFeatures(page);
  await waitForStage(page, "embeddings", ["ready"], 15_000);
  view = await openView(page, "Runs");
  if ((await view.getByRole("button", { name: "Replay" }).count()) === 0) {
    await rows(view).first().getByRole("rowheader").getByRole("button").click();
  }
  await view.getByRole("button", { name: "Replay" }).click();
  await expect(view).toContainText("Equal", { timeout: 30_000 });
  await expect(view).not.toContainText("Different:");
  await view.getByLabel("Note").fill("first try");
  await view.getByRole("button", { name: "All runs" }).click();
  await expect(rows(view).first()).toContainText("first try");
  await page.reload();
  view = await openView(page, "Runs");
  await expect(rows(view).first()).toContainText("first try");
  await expect(rows(view).first()).toContainText("★");
});

test("two runs are compared by what differs first, exported, deleted and brought back", async ({
  page,
}) => {
  await applyOptions(page, { epochs: 25 });
  await runToEnd(page, 60_000);
  const view = await openView(page, "Runs");
  await expect(rows(view)).toHaveCount(2);
  for (const box of await view.getByRole("checkbox", { name: /^Choose/ }).all()) await box.check();
  await view.getByRole("button", { name: "Compare two" }).click();
  const differences = view.getByRole("table").first();
  await expect(differences).toContainText("20");
  await expect(differences).toContainText("25");
  await expect(view).toContainText("covered");
  await expectAccessible(page, ".main-view");
  await view.getByRole("button", { name: "All runs" }).click();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    view.getByRole("button", { name: "Export all listed" }).click(),
  ]);
  const exported = readFileSync(await download.path());
  for (const left of [1, 0]) {
    await rows(view).first().getByRole("rowheader").getByRole("button").click();
    await view.getByRole("button", { name: "Delete" }).click();
    await expect(rows(view)).toHaveCount(left);
  }
  const importFile = (name: string, buffer: Buffer): Promise<void> =>
    view.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer });
  await importFile("broken.json", exported.subarray(0, exported.length / 2));
  await expect(view).toContainText("That file holds no runs.");
  await importFile("runs.json", exported);
  await expect(rows(view)).toHaveCount(2);
  await importFile("runs.json", exported);
  await expect(view).toContainText("2 here already");
});
