// @ts-check
/**
 * Pictures of the built page.
 * node scripts/screenshots.mjs                  docs/studio.png, the picture of the README
 * node scripts/screenshots.mjs FOLDER           all of them into FOLDER
 * node scripts/screenshots.mjs FOLDER --only dark,narrow
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { preview } from "vite";
import { findBrowser } from "./find-browser.mjs";

/** @type {Record<string, { width: number, height: number, colorScheme: "light" | "dark" }>} */
const PICTURES = {
  studio: { width: 1440, height: 900, colorScheme: "light" },
  dark: { width: 1440, height: 900, colorScheme: "dark" },
  "1280x720": { width: 1280, height: 720, colorScheme: "light" },
  narrow: { width: 390, height: 844, colorScheme: "light" },
  projector: { width: 1920, height: 1080, colorScheme: "light" },
};

// Time for the graph and the plots to be drawn once the network is quiet.
const SETTLE_MS = 1500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" } },
});
const folder = positionals[0] ?? "docs";
const names =
  values.only?.split(",") ?? (positionals.length > 0 ? Object.keys(PICTURES) : ["studio"]);

mkdirSync(folder, { recursive: true });
const server = await preview({ preview: { host: "localhost", port: 4273, strictPort: false } });
const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
try {
  for (const name of names) await takePicture(name);
} finally {
  await browser.close();
  await server.close();
}

/** @param {string} name */
async function takePicture(name) {
  const picture = PICTURES[name];
  const address = server.resolvedUrls?.local[0];
  if (picture === undefined)
    throw new Error(`No picture ${name}; there are ${Object.keys(PICTURES).join(", ")}`);
  if (address === undefined) throw new Error("The preview server gave no address");
  const { width, height, colorScheme } = picture;
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    serviceWorkers: "block",
  });
  await page.goto(address, { waitUntil: "networkidle" });
  await page.waitForTimeout(SETTLE_MS);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  console.log(path);
}
