// @ts-check
/**
 * node bench/drag.mjs [sample | synthetic | FOLDER] [--screenshot FILE] [--json FILE] [--seconds 4]
 *
 * Drags the threshold with a real pointer in a real Chromium and prints the times of the frames meanwhile. `sample` and FOLDER use the built page as a
 * visitor does (a folder is captioned, embedded and ranked first); `synthetic` is the product's page over 5,000 nodes and 500,000 pairs.
 */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { findBrowser } from "../scripts/find-browser.mjs";
import {
  openFolder,
  press,
  stageStates,
  waitForStage,
  withoutDirectoryPicker,
} from "../scripts/studio-driver.mjs";
import { openBenchPage } from "./bench-page.mjs";
import { startBenchServer } from "./bench-server.mjs";
import { figure, percentile } from "./table.mjs";

/** @typedef {import("@playwright/test").Page} Page */

const SYNTHETIC = { nodes: 5000, pairs: 500_000 };
const GRAPH_TIMEOUT_MS = 30 * 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    screenshot: { type: "string" },
    json: { type: "string" },
    seconds: { type: "string", default: "4" },
  },
});
const source = positionals[0] ?? "sample";
const seconds = Number(values.seconds);

const { page, close } = source === "synthetic" ? await syntheticPage() : await builtPage(source);
try {
  const frames = await dragAndWatch(page);
  const gaps = frames.gaps;
  console.log(
    `${source}: ${gaps.length} frames in a drag of ${seconds} s; ms between frames p50 ${figure(percentile(gaps, 0.5))}, ` +
      `p95 ${figure(percentile(gaps, 0.95))}, max ${figure(Math.max(...gaps))}; ` +
      `tasks over 50 ms: ${frames.longTasks.length === 0 ? "none" : frames.longTasks.map(Math.round).join(", ")}; ` +
      `the slider said ${frames.readings} different thresholds.`,
  );
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ source, seconds, ...frames }, null, 2)}\n`);
  }
} finally {
  await close();
}

async function syntheticPage() {
  const server = await startBenchServer(resolve("../shared/data"));
  const bench = await openBenchPage(server.address);
  await bench.call("openSlider", SYNTHETIC.nodes, SYNTHETIC.pairs);
  const close = async () => {
    await bench.close();
    await server.close();
  };
  return { page: bench.page, close };
}

/** @param {string} wanted */
async function builtPage(wanted) {
  await build({ logLevel: "error" });
  const server = await preview({ preview: { host: "localhost", port: 4773, strictPort: false } });
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ["--no-sandbox", "--disable-background-networking"],
  });
  const opened = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: "block",
  });
  await withoutDirectoryPicker(opened);
  await opened.goto(server.resolvedUrls?.local[0] ?? "");
  await opened.locator(".axis-slider").waitFor();
  if (wanted !== "sample") await openGraphOf(opened, resolve(wanted));
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { page: opened, close };
}

/** Runs the stages up to the graph and stops the sweep that would follow. @param {Page} opened @param {string} folder */
async function openGraphOf(opened, folder) {
  await openFolder(opened, folder);
  await press(opened, "Run");
  await waitForStage(opened, "graph", ["ready", "failed"], GRAPH_TIMEOUT_MS);
  await waitForStage(opened, "evaluation", ["running", "ready", "failed"], 60_000);
  if ((await stageStates(opened))["evaluation"] === "running") await press(opened, "Cancel");
  await opened.locator(".axis-slider").waitFor();
}

/**
 * Down at 60 % of the strips, then left and right across them, a move every 8 ms as a mouse sends them.
 *
 * @param {Page} opened
 * @returns {Promise<{ gaps: number[], longTasks: number[], readings: number }>}
 */
async function dragAndWatch(opened) {
  const box = await opened.locator(".axis-picture").boundingBox();
  if (box === null) throw new Error("the page shows no strips");
  const y = box.y + 0.75 * box.height;
  const x = (/** @type {number} */ share) => box.x + share * box.width;
  await opened.waitForTimeout(1000);
  await opened.mouse.move(x(0.6), y);
  await opened.mouse.down();
  await opened.evaluate(watchFrames);
  /** @type {Promise<void>[]} */
  const moves = [];
  const startedAt = performance.now();
  const duration = 1000 * seconds;
  let pictured = values.screenshot === undefined;
  for (let elapsed = 0; elapsed < duration; elapsed = performance.now() - startedAt) {
    // Not waited for one by one: the browser answers a move only after the frame that took it.
    moves.push(opened.mouse.move(x(0.55 + 0.25 * Math.sin((2 * Math.PI * elapsed) / 2000)), y));
    if (!pictured && elapsed > duration / 2) {
      pictured = true;
      // A screenshot stops the page for a moment, so the frames around it are not counted.
      await opened.evaluate(() => Reflect.get(globalThis, "frameWatch").pause());
      await opened.screenshot({ path: values.screenshot ?? "drag.png" });
      await opened.evaluate(() => Reflect.get(globalThis, "frameWatch").resume());
    }
    await new Promise((done) => setTimeout(done, 8));
  }
  const frames = await opened.evaluate(() => Reflect.get(globalThis, "frameWatch").result());
  await Promise.all(moves);
  await opened.mouse.up();
  return frames;
}

/** Runs in the page. */
function watchFrames() {
  /** @type {number[]} */
  const gaps = [];
  /** @type {number[]} */
  const longTasks = [];
  const readings = new Set();
  let last = performance.now();
  let paused = false;
  const onFrame = () => {
    // The clock itself: the frame's own time would hide a callback that comes late.
    const now = performance.now();
    if (!paused) gaps.push(now - last);
    last = now;
    readings.add(document.querySelector(".axis-slider")?.getAttribute("aria-valuetext"));
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(() => {
    last = performance.now();
    requestAnimationFrame(onFrame);
  });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) if (!paused) longTasks.push(duration);
  }).observe({ type: "longtask" });
  Reflect.set(globalThis, "frameWatch", {
    pause: () => (paused = true),
    resume: () => {
      last = performance.now();
      paused = false;
    },
    result: () => ({ gaps, longTasks, readings: readings.size }),
  });
}
