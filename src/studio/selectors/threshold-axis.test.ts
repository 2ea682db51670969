import { describe, expect, it } from "vitest";
import { PART_CODES, type Dataset, type RunNodes } from "../../pipeline/artifacts.ts";
import { pairPrefixes } from "../../pipeline/graph/pair-prefixes.ts";
import { rankTriangle } from "../../pipeline/graph/ranked-pairs.ts";
import { createStudio, type Studio } from "../store.ts";
import {
  selectGraphAlongAxis,
  selectGraphStatistics,
  selectJoinedPairs,
  selectRankedPairs,
  selectShownGraph,
} from "./threshold-axis.ts";

/** Two training nodes of class 0, one of class 1, one test node. */
const nodes: RunNodes = {
  runSeed: 1,
  scope: "transductive",
  classCount: 2,
  example: Int32Array.of(0, 1, 2, 3),
  part: Uint8Array.of(PART_CODES.train, PART_CODES.train, PART_CODES.train, PART_CODES.test),
  label: Int32Array.of(0, 0, 1, -1),
};
/** Pairs 0-1, 0-2, 0-3, 1-2, 1-3, 2-3. */
const similarities = { count: 4, values: Float32Array.of(0.75, 0.25, 0, 0.125, -0.25, 0.5) };
const ranked = rankTriangle(similarities, nodes, 100);

function studioAt(threshold: number, shown = ranked): Studio {
  const studio = createStudio();
  const artifact = {
    splitSeed: 1,
    features: null,
    ranked: shown,
    prefixes: pairPrefixes(shown),
    preview: null,
  };
  studio.getState().patchGraph({ run: { status: "ready", artifact, madeFrom: "" }, threshold });
  return studio;
}

describe("threshold axis", () => {
  it("has nothing to show before the pairs are ranked", () => {
    const state = createStudio().getState();
    expect(selectGraphAlongAxis(state)).toBeNull();
    expect(selectGraphStatistics(state)).toBeNull();
    expect(selectJoinedPairs(state)).toBeNull();
  });

  it("counts the edges strictly above τ", () => {
    expect(selectGraphStatistics(studioAt(0.25).getState())).toMatchObject({
      edges: 2,
      meanDegree: 1,
    });
  });

  it("counts joined pairs of known classes only", () => {
    // Above 0.1: 0-1 (same), 2-3 (test end), 0-2 and 1-2 (cross).
    expect(selectJoinedPairs(studioAt(0.1).getState())).toEqual({ sameClass: 1, crossClass: 2 });
    expect(selectJoinedPairs(studioAt(0.9).getState())).toEqual({ sameClass: 0, crossClass: 0 });
  });

  it("counts below the cut-off too, where pairs are not kept", () => {
    const few = rankTriangle(similarities, nodes, 2);
    expect(few.similarity).toHaveLength(2);
    const state = studioAt(0.0625, few).getState();
    expect(selectGraphStatistics(state)).toMatchObject({
      edges: 4,
      components: null,
      exact: false,
    });
    expect(selectJoinedPairs(state)).toEqual({ sameClass: 1, crossClass: 2 });
    expect(selectGraphAlongAxis(state)?.samples[0]?.edges).toBe(6);
  });

  it("samples from the complete graph to the one without edges", () => {
    const along = selectGraphAlongAxis(studioAt(0.1).getState());
    expect(along?.samples[0]?.edges).toBe(6);
    expect(along?.samples.at(-1)?.edges).toBe(0);
  });

  it("keeps the graph before while pairs are ranked anew, and drops it with its data set", () => {
    const studio = studioAt(0.1);
    const dataset = (name: string): Dataset => ({
      name,
      layout: "unlabelled",
      classNames: [],
      examples: [],
      problems: [],
    });
    const load = (name: string): void =>
      studio.getState().patchDataset({
        run: { status: "ready", artifact: dataset(name), madeFrom: name },
      });
    load("first");
    expect(selectRankedPairs(studio.getState())).toBe(ranked);
    const progress = { label: "Ranking pairs", done: 0, total: 0, rate: null, secondsLeft: null };
    const previous = selectShownGraph(studio.getState());
    studio.getState().patchGraph({ run: { status: "running", progress }, previous });
    expect(selectRankedPairs(studio.getState())).toBe(ranked);
    studio.getState().patchGraph({ previous: null });
    expect(selectRankedPairs(studio.getState())).toBeNull();
  });

  it("is not shown under another split, whose test images it may know the labels of", () => {
    const studio = studioAt(0.1);
    studio.getState().patchDataset({ splitSeed: 2 });
    expect(selectRankedPairs(studio.getState())).toBeNull();
  });

  it("is not computed again while τ moves", () => {
    const studio = studioAt(0.1);
    const before = selectGraphAlongAxis(studio.getState());
    studio.getState().patchGraph({ threshold: 0.4 });
    expect(selectGraphAlongAxis(studio.getState())).toBe(before);
  });
});
