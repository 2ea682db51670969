// @ts-check
/** memory: what a thousand training steps leave behind, and the peak of the largest promised job. */
import { readFileSync } from "node:fs";
import { openBenchPage } from "../bench-page.mjs";
import { figure, measuredRow } from "../table.mjs";

const LARGEST = { nodes: 30_000, dimension: 512 };

/** @param {import("../run.mjs").BenchContext} context */
export async function memory({ quick, address, progress }) {
  progress("1,000 steps");
  const bench = await openBenchPage(address);
  try {
    const { backend, steps, first, before, after } = await bench.call("measureLeak");
    const grown = after.tensorBytes + after.wasmBytes - before.tensorBytes - before.wasmBytes;
    const note =
      `Growth over ${steps} training steps at 10 thresholds from no edge to the complete graph, ${backend}, each trained once before: tensors ${before.tensors} to ${after.tensors}, ` +
      `their bytes ${before.tensorBytes} to ${after.tensorBytes}, wasm memory ${figure(before.wasmBytes / 2 ** 20)} to ${figure(after.wasmBytes / 2 ** 20)} MiB (after the first threshold ${figure(first.wasmBytes / 2 ** 20)}). ` +
      `${quick ? "Peak at 30,000 nodes: left out by --quick." : await peakWords(address, progress)} Leaves out: the JavaScript heap.`;
    return [measuredRow("memory", "MiB", grown / 2 ** 20, null, note)];
  } finally {
    await bench.close();
  }
}

/** @param {string} address @param {(text: string) => void} progress */
async function peakWords(address, progress) {
  progress(`${LARGEST.nodes} nodes`);
  const bench = await openBenchPage(address);
  try {
    const { rankingSeconds, trainingSeconds, pairs } = await bench.call(
      "measurePeak",
      LARGEST.nodes,
      LARGEST.dimension,
    );
    const peak = await rendererPeakMegabytes(bench.browser);
    return (
      `${LARGEST.nodes} nodes, d = ${LARGEST.dimension}, transductive: ${pairs} pairs ranked in ${figure(rankingSeconds)} s, one run with its own ranking in ${figure(trainingSeconds)} s, ` +
      `peak of the page's process ${peak === null ? "not known here (it is read from /proc)" : `${peak} MiB`}, of which the synthetic features are made there too.`
    );
  } finally {
    await bench.close();
  }
}

/** Largest resident size that any renderer of the browser has had. @param {import("@playwright/test").Browser} browser */
async function rendererPeakMegabytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => peakOfProcess(id));
  return peaks.includes(null) ? null : Math.round(Math.max(...peaks.map(Number)));
}

/** @param {number} id @returns {number | null} */
function peakOfProcess(id) {
  try {
    const kilobytes = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
