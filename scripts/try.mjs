// @ts-check
/**
 * npm run try -- FOLDER: opens the built page in a headless browser, gives it the folder as a visitor would, runs all stages and prints
 * one JSON object (fractions in [0, 1]). Progress goes to stderr, so that stdout stays JSON.
 */
import { existsSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { findBrowser } from "./find-browser.mjs";
import {
  applyOptions,
  openFolder,
  revealTest,
  runToEnd,
  saveReport,
  stageStates,
  withoutDirectoryPicker,
} from "./studio-driver.mjs";

const USAGE = `npm run try -- FOLDER [options]
  --shots 16          images a class: 1, 2, 4, 8, 16 or all
  --seeds 3           run seeds
  --taus 20           thresholds on the grid
  --epochs 150
  --scope inductive   or transductive
  --w 0.5             weight of the text: 0 image only, 1 text only
  --split-seed 1
  --residual on       or off
  --json FILE         write the JSON there too
  --screenshot FILE   picture of the page at the end`;

/** A sweep on two cores takes minutes; a hang should still end. */
const RUN_TIMEOUT_MS = 40 * 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shots: { type: "string", default: "16" },
    seeds: { type: "string", default: "3" },
    taus: { type: "string", default: "20" },
    epochs: { type: "string", default: "150" },
    scope: { type: "string", default: "inductive" },
    w: { type: "string", default: "0.5" },
    "split-seed": { type: "string", default: "1" },
    residual: { type: "string", default: "on" },
    json: { type: "string" },
    screenshot: { type: "string" },
  },
});
const folder = positionals[0];
if (folder === undefined || !existsSync(folder) || !statSync(folder).isDirectory()) {
  console.error(folder === undefined ? USAGE : `${folder} is not a folder.\n\n${USAGE}`);
  process.exit(2);
}

await build({ logLevel: "error" });
const server = await preview({ preview: { host: "localhost", port: 4373, strictPort: false } });
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ["--no-sandbox", "--enable-unsafe-webgpu", "--disable-background-networking"],
});
try {
  const result = await tryFolder(resolve(folder));
  const text = JSON.stringify(result, null, 2);
  if (values.json !== undefined) await writeFile(values.json, `${text}\n`);
  console.log(text);
  if (result.error !== null) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}

/** @param {string} path */
async function tryFolder(path) {
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("The preview server gave no address");
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  /** @type {string[]} */
  const externalRequests = [];
  page.context().on("request", (request) => {
    const url = new URL(request.url());
    const inside = url.protocol === "data:" || url.protocol === "blob:";
    if (!inside && url.origin !== new URL(address).origin) externalRequests.push(request.url());
  });
  page.on("pageerror", (error) => console.error(`page error: ${error.message}`));
  await withoutDirectoryPicker(page);
  await page.goto(address);
  await openFolder(page, path);
  await applyOptions(page, {
    shots: values.shots,
    seeds: Number(values.seeds),
    taus: Number(values.taus),
    epochs: Number(values.epochs),
    scope: values.scope,
    w: Number(values.w),
    splitSeed: Number(values["split-seed"]),
    residual: values.residual !== "off",
  });
  const stop = reportProgress(page);
  await runToEnd(page, RUN_TIMEOUT_MS);
  clearInterval(stop);
  const states = await stageStates(page);
  if (states["evaluation"] === "ready") await revealTest(page);
  const report = await saveReport(page);
  if (values.screenshot !== undefined) await page.screenshot({ path: values.screenshot });
  return { ...report, externalRequests };
}

/** @param {import("@playwright/test").Page} page */
function reportProgress(page) {
  return setInterval(async () => {
    const texts = await page
      .getByRole("navigation", { name: "Stages" })
      .getByRole("button")
      .allInnerTexts()
      .catch(() => []);
    if (texts.length > 0) console.error(texts.map((text) => text.replace(/\s+/g, " ")).join(" | "));
  }, 15_000);
}
