// @ts-check
/**
 * npm run try -- FOLDER: opens the built page in a headless browser, gives it the folder as a visitor would, runs all stages and prints
 * one JSON object (fractions in [0, 1]). Progress goes to stderr, so that stdout stays JSON.
 */
import { existsSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { findBrowser } from "./find-browser.mjs";
import { createLocalHub } from "./local-hub.mjs";
import {
  applyOptions,
  chooseModels,
  openFolder,
  PageRefused,
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
  --captioner ID      what writes the captions: tagger (embedded, without it), a model of a hub (owner/name), or class-texts, which takes the
                      nearest class text by an --encoder of images and texts
  --encoder ID        model of a hub that encodes images, and texts where it can; without it the embedded pair
  --hub URL|DIR       where the models are: a hub's address, or a folder DIR/owner/name/config.json …, served from here
  --dtype q8          number format of both: fp32, fp16, q8, q4, q4f16; without it the one that suits this device best
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
    captioner: { type: "string" },
    encoder: { type: "string" },
    hub: { type: "string" },
    dtype: { type: "string" },
    json: { type: "string" },
    screenshot: { type: "string" },
  },
});
const folder = positionals[0];
if (folder === undefined || !existsSync(folder) || !statSync(folder).isDirectory()) {
  console.error(folder === undefined ? USAGE : `${folder} is not a folder.\n\n${USAGE}`);
  process.exit(2);
}

if (values.captioner === undefined && values.encoder === undefined) {
  for (const name of /** @type {const} */ (["hub", "dtype"])) {
    if (values[name] === undefined) continue;
    console.error(`--${name} is for a --captioner or an --encoder.\n\n${USAGE}`);
    process.exit(2);
  }
}

const localHub =
  values.hub !== undefined && !/^https?:/.test(values.hub)
    ? await createLocalHub(hubFolder(values.hub))
    : null;
const hubAddress = localHub?.address ?? values.hub;

await build({ logLevel: "error" });
const server = await preview({ preview: { host: "localhost", port: 4373, strictPort: false } });
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ["--no-sandbox", "--enable-unsafe-webgpu", "--disable-background-networking"],
});
try {
  const result = await tryFolder(resolve(folder));
  const { imageEncoder, textEncoder } = result.models;
  if (imageEncoder !== null && textEncoder === null) {
    const name = result.encoders.text?.name ?? "the embedded encoder";
    console.error(`${imageEncoder.id} encodes images only; the captions were encoded by ${name}.`);
  }
  const text = JSON.stringify(result, null, 2);
  if (values.json !== undefined) await writeFile(values.json, `${text}\n`);
  console.log(text);
  if (result.error !== null) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof PageRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
  await localHub?.close();
}

/** @param {string} path */
function hubFolder(path) {
  if (existsSync(path) && statSync(path).isDirectory()) return resolve(path);
  console.error(`${path} is neither a folder of models nor an address of a hub.\n\n${USAGE}`);
  process.exit(2);
}

/** @param {string} path */
async function tryFolder(path) {
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("The preview server gave no address");
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: "block",
  });
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
  // A folder that was refused leaves the sample in its place, whose numbers are not what was asked for.
  const opened = await page.getByRole("banner").innerText();
  if (!opened.includes(basename(path)) || opened.includes("Sample: ")) {
    throw new PageRefused(`${path} holds no image that the page opens.`);
  }
  await chooseModels(page, {
    ...(values.captioner === undefined ? {} : { captioner: values.captioner }),
    ...(values.encoder === undefined ? {} : { encoder: values.encoder }),
    ...(values.dtype === undefined ? {} : { dtype: values.dtype }),
    ...(hubAddress === undefined ? {} : { hub: hubAddress }),
  });
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
