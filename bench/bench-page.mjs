// @ts-check
/** A browser with the benchmark's page in it, whose functions (bench/page/bench-functions.ts) Node calls by name. */
import { chromium } from "@playwright/test";
import { findBrowser } from "../scripts/find-browser.mjs";

/**
 * @typedef {import("./page/bench-functions.ts").BenchFunctions} BenchFunctions
 * @typedef {{
 *   page: import("@playwright/test").Page,
 *   browser: import("@playwright/test").Browser,
 *   call: <Name extends keyof BenchFunctions>(
 *     name: Name, ...args: Parameters<BenchFunctions[Name]>
 *   ) => Promise<Awaited<ReturnType<BenchFunctions[Name]>>>,
 *   close: () => Promise<void>,
 * }} BenchPage
 */

/** A new browser, so that nothing is left of the row before. @param {string} address @returns {Promise<BenchPage>} */
export async function openBenchPage(address, args = /** @type {string[]} */ ([])) {
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ["--no-sandbox", "--disable-background-networking", ...args],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => console.error(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`page: ${message.text()}`);
  });
  page.setDefaultTimeout(0);
  await page.goto(address);
  await page.waitForFunction(() => "bench" in globalThis);
  return {
    page,
    browser,
    call: (name, ...args) =>
      page.evaluate(
        ([called, given]) => Reflect.apply(Reflect.get(globalThis, "bench")[called], null, given),
        /** @type {[string, unknown[]]} */ ([name, args]),
      ),
    close: () => browser.close(),
  };
}
