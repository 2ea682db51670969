/** Methods, ablations, sequences of tasks and diagnostics on small features: run, cancelled, stale, revealed, and usable by everyone. */
import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import { applyOptions, openStudio, openView, runToEnd } from "../scripts/studio-driver.mjs";
import { expectAccessible } from "./fixtures/accessibility.ts";
import { useSmallFeatures } from "./fixtures/feature-files.ts";
import { expect, test } from "./fixtures/page.ts";

test.beforeEach(async ({ page }) => {
  await openStudio(page);
  await useSmallFeatures(page);
  await applyOptions(page, { shots: "4", taus: 3, epochs: 40, seeds: 2 });
});

/** The cells of the row that begins with `name`, as text. */
function cells(view: Locator, name: string | RegExp): Promise<string[]> {
  return view
    .getByRole("row")
    .filter({ has: view.page().getByRole("rowheader", { name }) })
    .first()
    .getByRole("cell")
    .allInnerTexts();
}

const percent = /^\d+\.\d\s±\s\d+\.\d$/;

test("methods stand in one table, test is covered until the reveal, copies hold the same numbers", async ({
  page,
}) => {
  const view = await openView(page, "Methods");
  await expect(view.getByRole("checkbox", { name: "Zero-shot" })).toBeDisabled();
  await expect(view).toContainText("The imported features have no class texts in their space.");
  await view.getByRole("button", { name: "Run 6 methods with 2 seeds" }).click();
  await expect(view.getByRole("rowheader", { name: "Softmax by Adam" })).toBeVisible();
  await expect(view.getByRole("button", { name: /^Run 6 methods/ })).toBeVisible({
    timeout: 30_000,
  });
  const [validation, covered] = await cells(view, "Linear probe");
  expect(validation).toMatch(percent);
  expect(covered).toBe("covered");
  await view.getByRole("button", { name: "Reveal test accuracy" }).click();
  const [, test_, difference] = await cells(view, "Bottleneck adapter");
  expect(test_).toMatch(percent);
  expect(difference).toContain("points");

  const names = (): Promise<string[]> =>
    view.getByRole("table").first().getByRole("rowheader").allInnerTexts();
  const before = await names();
  await view.getByRole("button", { name: "Validation" }).first().click();
  expect((await names()).toSorted()).toEqual(before.toSorted());
  await expect(view.getByRole("columnheader", { name: /Validation/ }).first()).toHaveAttribute(
    "aria-sort",
    /ascending|descending/,
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    view.getByRole("button", { name: "Save" }).first().click(),
  ]);
  const csv = readFileSync(await download.path(), "utf8");
  const row = csv.split("\n").find((line) => line.includes("Bottleneck adapter")) ?? "";
  // Fractions there, percent here: scope, method, seeds, equal budget, validation and its deviation, test.
  expect(Number(row.split(",")[6]) * 100).toBeCloseTo(Number.parseFloat(test_ ?? ""), 1);
  await expectAccessible(page, ".main-view");

  await applyOptions(page, { epochs: 30 });
  await expect(view).toContainText("Made with other settings");
  expect((await cells(view, "Linear probe"))[1]).toBe("covered");
});

test("ablations are paired with the reference, and go on after Cancel", async ({ page }) => {
  const view = await openView(page, "Ablations");
  const wanted = ["No graph", "Shuffled graph", "Weighted edges", "r = 8"];
  const choices = view.getByRole("group", { name: "Variants" }).getByRole("checkbox");
  await choices.first().waitFor();
  // Without text features there is nothing to leave out.
  await expect(view.getByRole("checkbox", { name: "No text" })).toBeDisabled();
  for (const box of await choices.all()) {
    if (await box.isEnabled()) await box.uncheck();
  }
  for (const name of wanted) await view.getByRole("checkbox", { name, exact: true }).check();
  await view.getByRole("button", { name: /^Run 5 variants with 2 seeds/ }).click();
  await view.getByRole("button", { name: "Cancel" }).click();
  await expect(view).toContainText("Finished runs are kept");
  await view.getByRole("button", { name: /^Run 5 variants/ }).click();
  await expect(view.getByRole("rowheader", { name: "r = 8" })).toBeVisible({ timeout: 30_000 });
  await expect(view.getByRole("button", { name: /^Run 5 variants/ })).toBeVisible({
    timeout: 30_000,
  });
  for (const name of wanted) {
    expect(
      (await cells(view, name)).some((cell) => percent.test(cell)),
      name,
    ).toBe(true);
  }
  await expectAccessible(page, ".main-view");
});

test("sequences of tasks fill the matrix R and its summary", async ({ page }) => {
  const view = await openView(page, "Continual");
  // Three classes make three tasks of the default of five.
  await view.getByLabel("Scenario").selectOption("task-il");
  await expect(view.getByLabel("Tasks T")).toHaveValue("3");
  await view.getByLabel("Epochs a task").fill("5");
  await page.keyboard.press("Enter");
  await view.getByRole("button", { name: "Run sequences" }).click();
  await expect(view.getByRole("button", { name: "Run sequences" })).toBeVisible({
    timeout: 60_000,
  });
  await expect(view).not.toContainText("No sequence is finished yet.");
  const matrix = view
    .getByRole("table")
    .filter({ hasText: /task 3/i })
    .first();
  await expect(matrix.getByRole("row")).toHaveCount(4);
  await expectAccessible(page, ".main-view");
});

test("diagnostics measure the graph, and tick what a leak would untick", async ({ page }) => {
  await runToEnd(page, 60_000);
  const view = await openView(page, "Diagnostics");
  await view.getByRole("button", { name: "Measure smoothing and search duplicates" }).click();
  // All 12 training images joined: one propagation makes every row almost the mean, and hardly any energy is left.
  await expect
    .poll(async () => Number((await cells(view, "all pairs"))[6]), { timeout: 20_000 })
    .toBeLessThan(0.01);
  expect((await cells(view, "all pairs"))[0]).toBe("11.0");
  await expect(view).toContainText("Test labels enter nothing before the reveal: passed");
  await expect(view).toContainText("No copy of a test image trains or validates: passed");
  await expect(view).toContainText("Validation images. Test images follow after the reveal.");
  await expectAccessible(page, ".main-view");
});
