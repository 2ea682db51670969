/** What Node can ask of the page. Arguments and results are JSON. */

import type { GpuCounts } from "../../e2e/fixtures/gpu-counts.ts";
import { createCytoscapePeer } from "./cytoscape-peer.ts";
import { measureEncoders } from "./encoders.ts";
import { measureGrowth } from "./growth.ts";
import { measureLeak } from "./leak.ts";
import { measurePeak } from "./peak.ts";
import { measureRanking } from "./ranking.ts";
import { createSlider } from "./slider.tsx";
import { createSweep } from "./sweep.ts";

const sweep = createSweep();
const slider = createSlider();
const cytoscapePeer = createCytoscapePeer();

export const BENCH_FUNCTIONS = {
  openSlider: slider.open,
  sliderStatistics: slider.statistics,
  sliderTicks: slider.ticks,
  openCytoscape: cytoscapePeer.open,
  cytoscapeTicks: cytoscapePeer.ticks,
  openSweep: sweep.open,
  runSweep: sweep.run,
  measureRanking,
  measureGrowth,
  measureEncoders,
  measureLeak,
  measurePeak,
  countGpuWork,
};

/** Wraps the page's WebGPU for good, so it is loaded only where it is asked for. */
async function countGpuWork(): Promise<GpuCounts> {
  const { gpuCounts } = await import("../../e2e/fixtures/gpu-counts.ts");
  return gpuCounts();
}

export type BenchFunctions = typeof BENCH_FUNCTIONS;
