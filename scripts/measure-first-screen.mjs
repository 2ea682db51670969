// @ts-check
/**
 * node scripts/measure-first-screen.mjs [RUNS]: how long a first visit waits for a useful screen (the sample's graph drawn, the slider live
 * with its edge count, the recorded curve drawn), and how much JavaScript it loads until then. Needs a build in dist/.
 */
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { preview } from "vite";
import { findBrowser } from "./find-browser.mjs";

const runs = Number(process.argv[2] ?? "5");
const server = await preview({ preview: { host: "localhost", port: 4573, strictPort: false } });
const address = server.resolvedUrls?.local[0] ?? "";
/** @type {number[]} */
const milliseconds = [];
let scriptBytes = 0;
try {
  for (let run = 0; run < runs; run += 1) {
    // A new browser each time: nothing is cached, compiled or stored.
    const browser = await chromium.launch({
      executablePath: findBrowser(),
      args: ["--no-sandbox"],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    /** @type {Promise<number>[]} */
    const scripts = [];
    page.on("response", (response) => {
      if (response.request().resourceType() !== "script") return;
      scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
    });
    await page.goto(address, { waitUntil: "commit" });
    const waited = await page.waitForFunction(() => {
      const slider = document.querySelector("input[type=range][aria-valuetext*='edge']");
      const graph = document.querySelector("canvas");
      const curve = document.querySelector("svg path");
      return slider !== null && graph !== null && curve !== null ? performance.now() : false;
    });
    milliseconds.push(Number(await waited.jsonValue()));
    scriptBytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    await browser.close();
  }
} finally {
  await server.close();
}
milliseconds.sort((a, b) => a - b);
const median = milliseconds[Math.floor(milliseconds.length / 2)] ?? Number.NaN;
console.log(
  `first useful screen: median ${Math.round(median)} ms of ${runs} cold visits (${milliseconds.map(Math.round).join(", ")})`,
);
console.log(`JavaScript until then: ${(scriptBytes / 1000).toFixed(0)} kB gzip`);
