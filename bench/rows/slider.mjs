// @ts-check
/** slider-1k, slider-5k, slider-30k: what a tick of the threshold costs. */
import { openBenchPage } from "../bench-page.mjs";
import { figure, measuredRow, percentile, skippedRow } from "../table.mjs";

/**
 * @typedef {import("../run.mjs").BenchContext} BenchContext
 * @typedef {import("../page/frame-clock.ts").TickTimes} TickTimes
 * @typedef {{ name: string, nodes: number, pairs: number, peerEdges: number | null }} Size
 */

/** Cytoscape takes a second a frame at 5,000 nodes and 50,000 edges; beyond, it is not asked. @type {readonly Size[]} */
const SIZES = [
  { name: "slider-1k", nodes: 1000, pairs: 20_000, peerEdges: 20_000 },
  { name: "slider-5k", nodes: 5000, pairs: 500_000, peerEdges: 50_000 },
  { name: "slider-30k", nodes: 30_000, pairs: 500_000, peerEdges: null },
];
const ROUNDS = 3;

/** @type {readonly import("../run.mjs").RowGroup[]} */
export const slider = SIZES.map((size) => ({
  names: [size.name],
  measure: (context) => measureSize(size, context),
}));

/** @param {Size} size @param {BenchContext} context */
async function measureSize(size, { quick, address, progress }) {
  if (quick && size.nodes >= 30_000) return [skippedRow(size.name, "left out by --quick")];
  const ours = await openBenchPage(address);
  const peer = size.peerEdges === null ? null : await openBenchPage(address);
  try {
    progress("opening the graphs");
    const { keptPairs } = await ours.call("openSlider", size.nodes, size.pairs);
    if (peer !== null) await peer.call("openCytoscape", size.nodes, size.peerEdges ?? 0);
    const statistics = await ours.call("sliderStatistics", 50);
    const metrics = await ours.page.context().newCDPSession(ours.page);
    await metrics.send("Performance.enable");
    await ours.call("sliderTicks", 10);
    /** @type {TickTimes[]} */
    const ticks = [];
    /** @type {TickTimes[]} */
    const peerTicks = [];
    let taskSeconds = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      progress(`round ${round + 1} of ${ROUNDS}`);
      const before = await taskDuration(metrics);
      ticks.push(...(await ours.call("sliderTicks", quick ? 40 : 100)));
      taskSeconds += (await taskDuration(metrics)) - before;
      if (peer !== null) peerTicks.push(...(await peer.call("cytoscapeTicks", quick ? 4 : 10)));
    }
    return [row(size, { keptPairs, statistics, ticks, peerTicks, taskSeconds })];
  } finally {
    await ours.close();
    await peer?.close();
  }
}

/** @param {import("@playwright/test").CDPSession} session */
async function taskDuration(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
}

/**
 * @param {Size} size
 * @param {{
 *   keptPairs: number, statistics: readonly number[], ticks: readonly TickTimes[], peerTicks: readonly TickTimes[], taskSeconds: number,
 * }} measured
 */
function row({ name, nodes, peerEdges }, measured) {
  const { keptPairs, statistics, ticks, peerTicks, taskSeconds } = measured;
  const work = (/** @type {readonly TickTimes[]} */ times) => times.map(({ workMs }) => workMs);
  const painted = (/** @type {readonly TickTimes[]} */ times) =>
    times.map(({ paintedMs }) => paintedMs);
  const p95 = percentile(work(ticks), 0.95);
  const peerP95 = peerTicks.length === 0 ? null : percentile(work(peerTicks), 0.95);
  const peerWords =
    peerP95 === null
      ? "Peer: Cytoscape with all edges is not feasible at this size."
      : `Peer: Cytoscape removes and adds 1 % of ${peerEdges} edges, ${peerTicks.length} ticks, median ${figure(percentile(work(peerTicks), 0.5))}, input to painted frame p95 ${figure(percentile(painted(peerTicks), 0.95))}.`;
  const note =
    `Main-thread time of a tick of 1 % of ${keptPairs} kept pairs at ${nodes} nodes with redraw (whole page), p95 of ${ticks.length}; ` +
    `median ${figure(percentile(work(ticks), 0.5))}, worst ${figure(Math.max(...work(ticks)))}. ` +
    `Input to painted frame p95 ${figure(percentile(painted(ticks), 0.95))}, with the wait for the next frame and the density worker. ` +
    `All main-thread tasks, mean a tick ${figure((1000 * taskSeconds) / ticks.length)}. ` +
    `Statistics alone p95 ${figure(1000 * percentile(statistics, 0.95))} µs. ${peerWords} Leaves out: raster and compositing in other processes.`;
  return measuredRow(name, "ms", p95, peerP95, note);
}
