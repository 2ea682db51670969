// @ts-check
/**
 * npm run bench [-- --quick] [-- --json out.json] [-- --rows sweep-pets,growth]
 *
 * Measures the page and its peers side by side on this machine, row by row, and prints one table. GANET_DATA names the data folder
 * (default ../shared/data). A row without its data or its peer says so and is skipped. bench/README.md says what each row measures.
 */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startBenchServer } from "./bench-server.mjs";
import { Missing } from "./python-peer.mjs";
import { encoders } from "./rows/encoders.mjs";
import { firstVisit } from "./rows/first-visit.mjs";
import { gpuCounts } from "./rows/gpu-counts.mjs";
import { growth } from "./rows/growth.mjs";
import { memory } from "./rows/memory.mjs";
import { ranking } from "./rows/ranking.mjs";
import { slider } from "./rows/slider.mjs";
import { sweep } from "./rows/sweep.mjs";
import { printHead, printRow, skippedRow } from "./table.mjs";

/**
 * @typedef {import("./table.mjs").Row} Row
 * @typedef {{
 *   quick: boolean, data: string, address: string, exchange: string, processors: number, progress: (text: string) => void,
 * }} BenchContext
 * @typedef {{ names: readonly string[], measure: (context: BenchContext) => Promise<Row[]> }} RowGroup
 */

/** In the order of the table. @type {readonly RowGroup[]} */
const GROUPS = [
  ...slider,
  { names: ["sweep-pets"], measure: sweep },
  { names: ["ranking-pets"], measure: ranking },
  { names: ["growth"], measure: growth },
  { names: ["encoders"], measure: encoders },
  { names: ["first-screen", "first-load"], measure: firstVisit },
  { names: ["memory"], measure: memory },
  { names: ["gpu-counts"], measure: gpuCounts },
];

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    rows: { type: "string" },
  },
});
const wanted = values.rows?.split(",") ?? null;
const root = fileURLToPath(new URL("..", import.meta.url));
const data = resolve(process.env["GANET_DATA"] ?? resolve(root, "../shared/data"));
const startedAt = performance.now();
const server = await startBenchServer(data);
/** @type {Row[]} */
const rows = [];
try {
  printHead();
  for (const group of GROUPS) {
    if (wanted !== null && !group.names.some((name) => wanted.includes(name))) continue;
    for (const row of await measureGroup(group)) {
      rows.push(row);
      printRow(row);
    }
  }
} finally {
  await server.close();
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(`${rows.length} rows in ${seconds} s on ${cpus().length} cores`);
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ rows }, null, 2)}\n`);
}

/** A row that fails is a row too: the others are still worth having. @param {RowGroup} group @returns {Promise<Row[]>} */
async function measureGroup({ names, measure }) {
  const progress = (/** @type {string} */ text) => console.error(`  ${names.join(", ")}: ${text}`);
  try {
    return await measure({
      quick: values.quick,
      data,
      address: server.address,
      exchange: server.exchange,
      processors: cpus().length,
      progress,
    });
  } catch (error) {
    if (!(error instanceof Missing)) {
      process.exitCode = 1;
      console.error(error);
    }
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const words = error instanceof Missing ? reason : `it failed: ${reason}`;
    return names.map((name) => skippedRow(name, words));
  }
}
