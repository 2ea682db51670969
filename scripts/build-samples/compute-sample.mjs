// @ts-check
/**
 * Computes what the sample ships beside its drawings, with the page itself:
 *
 *   node scripts/build-samples/compute-sample.mjs [--style noto|fluent|twemoji]    (after draw-emoji.mjs and make_atlas.py)
 *
 * 1. image-embeddings.f32, text-embeddings.f32: the drawings and their captions through the embedded encoders, in Chromium.
 * Of noto, which opens first, also:
 * 2. similarities.f32, positions.f32: the product's own pipeline in Node, with the product's default features.
 * 3. recorded-sweeps.json: two sweeps run on the page, transductive without residual and inductive with it.
 *
 * Files are little-endian float32 in the order of the sample's examples (code-point order of path).
 */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { build, createServer, preview } from "vite";
import { findBrowser } from "../find-browser.mjs";
import {
  applyOptions,
  openFolder,
  openStage,
  press,
  runToEnd,
  waitForStage,
  withoutDirectoryPicker,
} from "../studio-driver.mjs";

const { style } = parseArgs({ options: { style: { type: "string", default: "noto" } } }).values;
const SAMPLE = resolve(dirname(fileURLToPath(import.meta.url)), "../../public/samples", style);
const IMAGE_MODEL = "efficientnet-lite0@1";
const TEXT_MODEL = "all-minilm-l6-v2-int8@1";
const RUN_TIMEOUT_MS = 30 * 60_000;

/** Both start from the product's defaults. @type {import("../studio-driver.mjs").RunOptions[]} */
const RECORDED = [
  { shots: "all", scope: "transductive", residual: false },
  { shots: "all", scope: "inductive", residual: true },
];

/** @type {{ examples: { file: string, className: string, caption: string, sha256: string }[] }} */
const manifest = JSON.parse(await readFile(join(SAMPLE, "manifest.json"), "utf8"));
const examples = manifest.examples.toSorted((a, b) => (a.file < b.file ? -1 : 1));

if (style === "noto") await writeFile(join(SAMPLE, "recorded-sweeps.json"), "[]\n");
const embeddings = await withPage(embedDrawings);
await writeFloats("image-embeddings.f32", embeddings.image.flat());
await writeFloats("text-embeddings.f32", embeddings.text.flat());
if (style === "noto") {
  await writeGraph();
  await withPage(recordSweeps);
}

/** @template T @param {(page: import("@playwright/test").Page, address: string) => Promise<T>} work @returns {Promise<T>} */
async function withPage(work) {
  await build({ logLevel: "error" });
  const server = await preview({ preview: { host: "localhost", port: 4473, strictPort: false } });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
  try {
    const address = server.resolvedUrls?.local[0];
    if (address === undefined) throw new Error("The preview server gave no address");
    return await work(await browser.newPage({ serviceWorkers: "block" }), address);
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * The drawings as a folder with a label table that carries the captions; the vectors are read from the page's own store.
 *
 * @param {import("@playwright/test").Page} page @param {string} address
 */
async function embedDrawings(page, address) {
  const folder = await mkdtemp(join(tmpdir(), "ganet-sample-"));
  const rows = examples.map(({ file, className, caption }) => [file, className, caption]);
  const table = [["file", "label", "caption"], ...rows].map((row) =>
    row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","),
  );
  await writeFile(join(folder, "labels.csv"), `${table.join("\n")}\n`);
  for (const { file } of examples) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(SAMPLE, file), join(folder, file));
  }
  await withoutDirectoryPicker(page);
  await page.goto(address);
  await openFolder(page, folder);
  await press(page, "Run");
  await waitForStage(page, "embeddings", ["ready", "failed"], RUN_TIMEOUT_MS);
  await press(page, "Cancel");
  await rm(folder, { recursive: true });
  return {
    image: await storedVectors(
      page,
      IMAGE_MODEL,
      examples.map(({ sha256 }) => sha256),
    ),
    text: await storedVectors(page, TEXT_MODEL, await page.evaluate(hashTexts, captions())),
  };
}

function captions() {
  return examples.map(({ caption }) => caption);
}

/** Runs in the page. @param {string[]} texts */
async function hashTexts(texts) {
  return Promise.all(
    texts.map(async (text) => {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }),
  );
}

/** @param {import("@playwright/test").Page} page @param {string} model @param {string[]} keys @returns {Promise<number[][]>} */
function storedVectors(page, model, keys) {
  return page.evaluate(async ([folder, names]) => {
    const root = await navigator.storage.getDirectory();
    const results = await root.getDirectoryHandle("results");
    const directory = await results.getDirectoryHandle(encodeURIComponent(folder));
    return Promise.all(
      names.map(async (name) => {
        const file = await (await directory.getFileHandle(name)).getFile();
        return [...new Float32Array((await file.arrayBuffer()).slice(8))];
      }),
    );
  }, /** @type {[string, string[]]} */ ([model, keys]));
}

/** The default features of split seed 1, their cosines, and UMAP positions, by the product's own modules. */
async function writeGraph() {
  const server = await createServer({
    server: { middlewareMode: true, watch: null },
    optimizeDeps: { noDiscovery: true },
    appType: "custom",
  });
  try {
    const load = (/** @type {string} */ path) => server.ssrLoadModule(`/src/${path}`);
    const { drawPools } = await load("pipeline/dataset/split.ts");
    const { fuseFeatures } = await load("pipeline/embeddings/fused-features.ts");
    const { referenceKernels } = await load("numeric/reference-kernels.ts");
    const { nearestNeighbours } = await load("pipeline/graph/nearest-neighbours.ts");
    const { principalPositions } = await load("pipeline/graph/principal-positions.ts");
    const { UMAP_NEIGHBOURS, umapPositions } = await load("pipeline/graph/umap-positions.ts");
    const { DEFAULT_FEATURES } = await load("studio/slices/embeddings.ts");
    const { sampleDataset } = await load("platform/storage/sample-files.ts");
    const { pool } = drawPools(sampleDataset(manifest), 1);
    const trainPool = examples.flatMap((_, i) => (pool[i] === "train" ? [i] : []));
    const matrix = (/** @type {number[][]} */ rows) => ({
      rows: rows.length,
      dimension: rows[0]?.length ?? 0,
      values: Float32Array.from(rows.flat()),
    });
    const features = fuseFeatures(
      { image: matrix(embeddings.image), text: matrix(embeddings.text) },
      DEFAULT_FEATURES,
      trainPool,
    );
    const block = referenceKernels.load(features.values, features.rows, features.dimension);
    await writeFloats("similarities.f32", triangle(block));
    const neighbours = last(nearestNeighbours(block, UMAP_NEIGHBOURS));
    const start = principalPositions(features);
    await writeFloats("positions.f32", last(umapPositions(neighbours, start, 1)));
  } finally {
    await server.close();
  }
}

/**
 * Cosines of all pairs i < j, row by row, as PairSimilarities holds them.
 *
 * @param {import("../../src/numeric/matrix-kernels.ts").RowBlock} block
 */
function triangle(block) {
  const similarities = [];
  for (let row = 0; row < block.rows - 1; row++) {
    const { values } = block.products(row, 1, row + 1);
    for (const value of values) similarities.push(Math.max(-1, Math.min(1, value)));
  }
  return similarities;
}

/** What a generator returns. @template T @param {Generator<unknown, T>} steps @returns {T} */
function last(steps) {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** @param {import("@playwright/test").Page} page @param {string} address */
async function recordSweeps(page, address) {
  await page.goto(address);
  await waitForStage(page, "embeddings", ["ready"], 60_000);
  const records = [];
  for (const options of RECORDED) {
    await applyOptions(page, options);
    await runToEnd(page, RUN_TIMEOUT_MS);
    await openStage(page, "evaluation");
    records.push(await newestSweep(page, records.length + 1));
  }
  await writeFile(
    join(SAMPLE, "recorded-sweeps.json"),
    `[\n${records.map((record) => JSON.stringify(record)).join(",\n")}\n]\n`,
  );
  console.log(`${records.length} sweeps recorded`);
}

/** The sweep file written last. @param {import("@playwright/test").Page} page @param {number} expected number of files */
async function newestSweep(page, expected) {
  const record = await page.evaluate(async (count) => {
    const root = await navigator.storage.getDirectory();
    const sweeps = await root.getDirectoryHandle("sweeps");
    const files = [];
    for await (const handle of sweeps.values()) {
      if (handle.kind === "file") files.push(await handle.getFile());
    }
    if (files.length !== count) throw new Error(`${files.length} sweep files, ${count} expected`);
    const newest = files.reduce((a, b) => (a.lastModified >= b.lastModified ? a : b));
    return JSON.parse(await newest.text());
  }, expected);
  // The key follows from data and settings where it is loaded; losses are for a picture and need few digits.
  const { settings, thresholds, points, linearProbes, compute } = record;
  return {
    settings,
    thresholds,
    points: points.map((/** @type {{ trainLosses: number[] }} */ point) => ({
      ...point,
      trainLosses: point.trainLosses.map((loss) => Number(loss.toPrecision(4))),
    })),
    linearProbes,
    compute,
  };
}

/** @param {string} name @param {ArrayLike<number>} values */
async function writeFloats(name, values) {
  const floats = Float32Array.from(values);
  await writeFile(join(SAMPLE, name), new Uint8Array(floats.buffer));
  console.log(`${name}: ${floats.length} numbers, ${(floats.byteLength / 1e6).toFixed(2)} MB`);
}
