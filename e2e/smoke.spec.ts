/** The page opens by itself: right title, cross-origin isolated, no error, no request beyond its origin. */
import { expect, test } from "./fixtures/page.ts";

test("the page opens without an error and stays on its origin", async ({ page, record }) => {
  await page.goto("./");
  await expect(page).toHaveTitle("GA-Net Studio");
  await expect(page.locator("#root > *").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(record.requests.length).toBeGreaterThan(1);
});

test("the page is cross-origin isolated, so that wasm may use threads", async ({ page }) => {
  await page.goto("./");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});
