/** What the measuring worker does: the product's own functions on its own thread, timed there. The only file both sides import. */

import type { RunNodes } from "../../src/pipeline/artifacts.ts";
import type { SweepProblem } from "../../src/pipeline/evaluation/seed-run.ts";

export interface RankingTimes {
  readonly kernels: string;
  /** One a repeat: products, histogram, collection and sort. */
  readonly seconds: readonly number[];
  readonly pairs: number;
  /** Similarity of the weakest pair kept. */
  readonly smallest: number;
}

interface PointTimes {
  readonly backend: string;
  /** The first point of a problem ranks its pairs and copies its inputs; the second one, at another threshold, does not. */
  readonly firstSeconds: number;
  readonly nextSeconds: number;
  readonly edges: number;
}

export interface HeldMemory {
  readonly tensors: number;
  readonly tensorBytes: number;
  /** Bytes of all wasm memories of the worker. */
  readonly wasmBytes: number;
}

export interface LeakTimes {
  readonly backend: string;
  readonly steps: number;
  /** After one point without an edge. */
  readonly first: HeldMemory;
  /** After every threshold once, and again after every threshold twice. */
  readonly before: HeldMemory;
  readonly after: HeldMemory;
}

export interface MeasureProtocol {
  /** @param rows [n, D] in node order */
  rank(
    rows: Float32Array,
    dimension: number,
    nodes: RunNodes,
    pairBudget: number,
    repeats: number,
  ): Promise<RankingTimes>;
  trainPoints(problem: SweepProblem, thresholds: readonly number[]): Promise<PointTimes>;
  /** Trains every threshold twice, and compares what is held after the first pass and after the second. */
  trainAndHold(problem: SweepProblem, thresholds: readonly number[]): Promise<LeakTimes>;
}
