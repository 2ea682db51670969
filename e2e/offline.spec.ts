/** The service worker: isolation where the host sends no headers, the whole page without a network, and updates that wait for a click. */
import type { Page } from "@playwright/test";
import {
  openFolder,
  press,
  waitForStage,
  withoutDirectoryPicker,
} from "../scripts/studio-driver.mjs";
import { expect, test as base } from "./fixtures/page.ts";
import { classFolders } from "./fixtures/photo-folder.ts";
import { servePage, type StaticServer } from "./fixtures/static-server.ts";

const test = base.extend<{ host: StaticServer }>({
  host: async ({ record }, use) => {
    const host = await servePage();
    record.allowedOrigins.add(new URL(host.address).origin);
    await use(host);
    await host.stop();
  },
});
test.use({
  serviceWorkers: "allow",
  expectedErrors: [/Failed to load resource|ERR_INTERNET|ERR_CONNECTION|update ServiceWorker/],
});

async function openHost(page: Page, host: StaticServer): Promise<void> {
  await withoutDirectoryPicker(page);
  await page.goto(host.address);
  // A host without headers: the page reloads itself once, through its service worker.
  await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 60_000 });
  await waitForStage(page, "embeddings", ["ready"], 30_000);
}

async function waitUntilKept(page: Page): Promise<void> {
  await page.locator(".device-chip").click();
  const dialog = page.getByRole("dialog", { name: "Device report" });
  await expect(dialog).toContainText(/yes, .* are kept in this browser/, { timeout: 60_000 });
  await dialog.getByRole("button", { name: "Close" }).click();
}

test("after one visit the page, its models and samples work with the host and the network gone", async ({
  page,
  host,
}) => {
  await openHost(page, host);
  await waitUntilKept(page);
  await host.stop();
  await page.context().setOffline(true);
  await page.reload();
  await waitForStage(page, "embeddings", ["ready"], 30_000);
  await expect(page.getByText("No network. Folders, samples and stored models work")).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

  const folder = classFolders(["bird", "fruit"], 4);
  await openFolder(page, folder.path);
  await press(page, "Run");
  await waitForStage(page, "embeddings", ["ready"], 60_000);
});

test("a new version is taken only when all of it is on the host, and only when it is asked for", async ({
  page,
  host,
}) => {
  await openHost(page, host);
  const notice = page.getByText("A new version of this page is here.");
  const upload = host.announce("index.html", (html) =>
    html.replace("<title>GA-Net", "<title>New GA-Net"),
  );
  // The list has come before the file that it names.
  expect(await updated(page)).toBe("redundant");
  await expect(notice).toBeHidden();

  upload();
  expect(await updated(page)).toBe("installed");
  await expect(notice).toBeVisible();
  await page.reload();
  await expect(notice).toBeVisible();
  await expect(page).toHaveTitle("GA-Net Studio");
  await page.getByRole("button", { name: "Reload to use it" }).click();
  await expect(page).toHaveTitle("New GA-Net Studio");
  await waitForStage(page, "embeddings", ["ready"], 30_000);
  await expect(notice).toBeHidden();
});

/** Asks for a new version, as the browser does on its own at a visit, and waits for what becomes of it. */
function updated(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise<ServiceWorker | null>((resolve) => {
      registration.addEventListener("updatefound", () => resolve(registration.installing), {
        once: true,
      });
    });
    await registration.update().catch(() => undefined);
    const worker = await found;
    if (worker === null) return "none";
    while (worker.state === "installing") {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return worker.state;
  });
}
